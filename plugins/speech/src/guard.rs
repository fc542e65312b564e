//! Work that may panic: the thread that does it goes on.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Does one piece of work. What it changed halfway is as it was left: only a worker that begins every piece anew, or
/// can bear that, does its work in here.
///
/// # Errors
/// The text of its panic. Where it happened is on standard error.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| text(panic.as_ref()))
}

fn text(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let made = || panic.downcast_ref::<String>().cloned();
    literal.or_else(made).unwrap_or_else(|| "a fault of the program".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_text() {
        assert_eq!(caught(|| 7), Ok(7));
        assert_eq!(caught(|| -> u8 { panic!("no room") }), Err("no room".into()));
        let n = 3;
        assert_eq!(caught(|| -> u8 { panic!("no {n}") }), Err("no 3".into()));
    }
}
