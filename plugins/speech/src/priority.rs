//! Lowers the priority of one thread. The only unsafe code of this crate, and nothing else.

/// Makes the calling thread, and the threads it starts from now on, give way to others.
///
/// `nice` is 0 (as before) to 19 (lowest). Where the system has no such thing nothing happens: a thread that
/// competes costs frames, not more.
#[allow(
    unsafe_code,
    reason = "setpriority has no safe wrapper in std; it takes three integers and no memory"
)]
pub fn lower_this_thread(nice: i32) {
    #[cfg(target_os = "linux")]
    {
        // On Linux `PRIO_PROCESS` with id 0 is the calling thread alone, and new threads inherit its value.
        // SAFETY: no pointers are passed, and a failure changes nothing.
        let failed = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, nice.clamp(0, 19)) } != 0;
        if failed {
            let reason = std::io::Error::last_os_error();
            tracing::warn!(nice, %reason, "a thread keeps its priority");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = nice;
}
