//! What operators do to the programme beside the show, in words for the journal: who set which scene, and when.
//!
//! What changes the show is in the journal anyway, as the change that it is.

use protocol::Request;
use serde_json::Value;

/// Name and fields of a request that is told in the journal once it was done; none for others.
pub(super) fn did(request: &Request) -> Option<(&'static str, String)> {
    match request {
        Request::SkipSentence(_)
        | Request::Pause(_)
        | Request::Resume(_)
        | Request::GoSafe(_)
        | Request::SetVoice(_)
        | Request::SetLevel(_)
        | Request::SetAttention(_)
        | Request::FireCue(_)
        | Request::MuteViewer(_)
        | Request::SetRules(_)
        | Request::SetQuickLines(_)
        | Request::SetScene(_)
        | Request::SetCamera(_)
        | Request::SetBackdrop(_)
        | Request::SetSlide(_)
        | Request::ShowGraphic(_)
        | Request::HideGraphic(_)
        | Request::SetGraphics(_)
        | Request::StopOutput(_) => Some((request.name(), fields(request))),
        // Its target holds a key.
        Request::StartOutput(_) => Some((request.name(), String::new())),
        _ => None,
    }
}

/// The fields that were given: `camera: close, seconds: 1.5`.
fn fields(request: &Request) -> String {
    let written = serde_json::to_value(request).unwrap_or_default();
    let Some(Value::Object(data)) = written.get("requestData") else { return String::new() };
    let told = |(name, value): (&String, &Value)| match value {
        Value::Null => None,
        Value::String(text) => Some(format!("{name}: {text}")),
        other => Some(format!("{name}: {other}")),
    };
    data.iter().filter_map(told).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, data: Value, expect: Option<&str>) {
        let request = Request::read(name, data).unwrap();
        let told = did(&request).map(|(request, told)| format!("{request} {told}"));
        assert_eq!(told.as_deref().map(str::trim_end), expect);
    }

    #[test]
    fn what_was_done_is_told_without_secrets() {
        let json = |text: &str| serde_json::from_str(text).unwrap();
        check("SetScene", json(r#"{"scene": "park"}"#), Some("SetScene scene: park"));
        check("GoSafe", Value::Null, Some("GoSafe"));
        check("StartOutput", json(r#"{"target": "rtmp://live.example/app/secret"}"#), Some("StartOutput"));
        check("GetStatus", Value::Null, None);
        check("Stop", Value::Null, None);
    }
}
