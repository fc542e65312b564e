//! A show with viewers and operators, in no time: the short one of what `compere endure` plays for two hours.

use crate::program::Stage;
use serde_json::Value;

#[test]
fn a_show_endures_its_viewers_its_operators_and_crashes() {
    let stage = Stage::take();
    let words = ["endure", "--minutes", "5", "--questions", "100", "--kills", "12", "--json"];
    let report: Value = serde_json::from_str(&stage.does(&words).out).expect("a report");
    assert_eq!(report["problems"], serde_json::json!([]), "{report}");
    let count = |path: &str| {
        report.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("{path}: {report}"))
    };
    assert_eq!((count("/asked"), count("/kills"), count("/mediaSeconds")), (100, 12, 300));
    assert_eq!(count("/questions/accepted") + count("/questions/refused"), 100);
    assert_eq!(count("/questions/accepted"), count("/questions/answered") + count("/questions/closed"));
    assert_eq!(count("/utterances/accepted"), count("/utterances/done") + count("/utterances/cancelled"));
    assert!(count("/utterances/done") > 20 && count("/questions/answered") > 5, "{report}");
}
