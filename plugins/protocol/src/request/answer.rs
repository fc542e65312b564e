//! What requests answer.

use super::*;

macro_rules! answers {
    ($($variant:ident($data:ident),)*) => {
        /// What was asked for. On the wire the data alone: who asked knows which it is.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(untagged)]
        pub enum ResponseData {
            $(
                #[doc = concat!("See [`", stringify!($data), "`].")]
                $variant(Box<$data>),
            )*
        }

        $(
            impl From<$data> for ResponseData {
                fn from(data: $data) -> Self {
                    Self::$variant(Box::new(data))
                }
            }
        )*
    };
}

answers! {
    Version(Version),
    Status(Status),
    Said(Said),
    Stopped(Stopped),
    Paused(Paused),
    Voices(Voices),
    Levels(Levels),
    Attention(AttentionSet),
    CueGiven(CueGiven),
    Show(ShowInfo),
    Source(ShowSource),
    Checked(ShowChecked),
    Loaded(ShowLoaded),
    Shows(Shows),
    Moved(ShowMoved),
    Preview(Preview),
    Utterance(UtteranceDone),
    Automatic(Automatic),
    TakenOver(TakenOver),
    Asked(QuestionAsked),
    Question(QuestionDone),
    Rules(ApprovalRules),
    QuickLines(QuickLines),
    Journal(JournalPage),
    Scenes(Scenes),
    Scene(SceneSet),
    Camera(CameraSet),
    Backdrop(BackdropSet),
    Graphics(Graphics),
    Outputs(Outputs),
}
