//! The requests: connecting, asking for sound and marks at the same time, and stopping at once.
//!
//! It owns a small runtime of one thread, which runs only while the speech thread waits in [`Client::run`].
//! A cancel drops the request, and with it its connection.

use super::{
    PollyEngine, PollySettings,
    catalog::VoiceInfo,
    failure::{Failure, explain, no_answer, no_credentials, unavailable},
    ssml::Document,
};
use aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_polly::{
    config::{ProvideCredentials, SharedCredentialsProvider},
    primitives::ByteStream,
    types::{LanguageCode, OutputFormat, SpeechMarkType, TextType, VoiceId},
};
use aws_smithy_http_client::tls;
use futures_util::{StreamExt, TryStreamExt, stream};
use speech::{Cancel, SynthesisError};
use std::{future::Future, time::Duration};
use tokio::{runtime::Runtime, time::timeout};

/// How often a cancel is looked for.
const CANCEL_POLL: Duration = Duration::from_millis(5);
/// Documents asked for at the same time, two requests each: Polly allows ten neural ones a second.
const AT_ONCE: usize = 3;
/// How long keys may take to be found where no answer came.
const KEYS: Duration = Duration::from_millis(500);
/// Pages of voices; today there is one.
const MOST_PAGES: usize = 20;

/// A connection that is made with the first request.
pub(super) struct Client {
    runtime: Runtime,
    settings: PollySettings,
    connection: Option<Connection>,
}

#[derive(Clone)]
pub(super) struct Connection {
    sdk: aws_sdk_polly::Client,
    /// Where it goes, for errors.
    place: String,
    patience: Duration,
    credentials: Option<SharedCredentialsProvider>,
}

/// How documents are to be said.
#[derive(Debug, Clone)]
pub(super) struct Manner {
    pub voice: String,
    pub engine: PollyEngine,
    /// Second language of a bilingual voice.
    pub language: Option<String>,
    /// Samples a second.
    pub rate: u32,
}

/// What came back for one document.
#[derive(Debug)]
pub(super) struct Take {
    pub sound: Vec<u8>,
    /// Empty where the engine has none.
    pub marks: Vec<u8>,
}

impl Client {
    /// # Errors
    /// When the runtime cannot be made.
    pub fn new(settings: PollySettings) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, settings, connection: None })
    }

    /// Runs `work` with a connection until it ends or `cancel` is raised.
    pub fn run<T, F>(&mut self, cancel: &Cancel, work: impl FnOnce(Connection) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let Self { runtime, settings, connection } = self;
        let outcome = runtime.block_on(async {
            tokio::select! {
                biased;
                () = raised(cancel) => Err(Failure::Said(SynthesisError::Cancelled)),
                outcome = async {
                    let ready = match connection {
                        Some(ready) => ready.clone(),
                        None => connection.insert(connect(settings).await?).clone(),
                    };
                    work(ready).await
                } => outcome,
            }
        });
        if cancel.is_cancelled() {
            // Lets the connection notice that nobody waits for it any more, and close.
            runtime.block_on(async {
                for _ in 0..16 {
                    tokio::task::yield_now().await;
                }
            });
        }
        outcome
    }
}

async fn raised(cancel: &Cancel) {
    while !cancel.is_cancelled() {
        tokio::time::sleep(CANCEL_POLL).await;
    }
}

/// Reads the environment and the shared files; nothing is sent to Polly yet.
async fn connect(settings: &PollySettings) -> Result<Connection, Failure> {
    let patience = settings.patience();
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    let times = TimeoutConfig::builder().connect_timeout(patience / 2).operation_timeout(patience).build();
    // Retries wait .05-.1 s and .1-.2 s: what is not well after that is for another engine.
    let retries = RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(100))
        .with_max_backoff(Duration::from_millis(400));
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(times)
        .retry_config(retries);
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &settings.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some(path) = &settings.credentials_file {
        #[expect(
            deprecated,
            reason = "the other name of this type is in a crate that we would need for it alone"
        )]
        let files = {
            use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};
            ProfileFiles::builder().with_file(ProfileFileKind::Credentials, path).build()
        };
        loader = loader.profile_files(files);
    }
    // Outside of AWS the last place that is asked for a region is an address that never answers.
    let config = timeout(patience, loader.load()).await.ok();
    let config = config.filter(|config| config.region().is_some()).ok_or_else(|| {
        unavailable("no AWS region is set; set `region`, AWS_REGION, or the region of the profile")
    })?;
    let place = match (&settings.endpoint_url, config.region()) {
        (Some(url), _) => url.clone(),
        (None, Some(region)) => format!("Polly in {region}"),
        (None, None) => "Polly".into(),
    };
    let credentials = config.credentials_provider();
    Ok(Connection { sdk: aws_sdk_polly::Client::new(&config), place, patience, credentials })
}

impl Connection {
    /// All voices of the region.
    pub async fn voices(self) -> Result<Vec<VoiceInfo>, Failure> {
        let mut voices = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let request = self.sdk.describe_voices().include_additional_language_codes(true);
            let page = request.set_next_token(next).send().await;
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    return Err(self.blame(explain(&error, "polly:DescribeVoices", &self.place)).await);
                }
            };
            voices.extend(page.voices().iter().filter_map(VoiceInfo::from_wire));
            next = page.next_token().map(str::to_owned);
            if next.is_none() {
                break;
            }
        }
        Ok(voices)
    }

    /// Sound and marks of each document, in order.
    pub async fn takes(self, documents: Vec<Document>, manner: Manner) -> Result<Vec<Take>, Failure> {
        let takes = documents.into_iter().map(|document| {
            let (connection, manner) = (self.clone(), manner.clone());
            async move { connection.take(&document, &manner).await }
        });
        stream::iter(takes).buffered(AT_ONCE).try_collect().await
    }

    async fn take(&self, document: &Document, manner: &Manner) -> Result<Take, Failure> {
        let marks = async {
            if manner.engine.has_marks() { self.twice(document, manner, true).await } else { Ok(Vec::new()) }
        };
        let (sound, marks) = tokio::try_join!(self.twice(document, manner, false), marks)?;
        Ok(Take { sound, marks })
    }

    /// Asks again where an answer broke off: the SDK retries only what fails before its first byte.
    async fn twice(&self, document: &Document, manner: &Manner, marks: bool) -> Result<Vec<u8>, Failure> {
        match self.ask(document, manner, marks).await {
            Err(Failure::CutShort(_)) => self.ask(document, manner, marks).await,
            outcome => outcome,
        }
    }

    async fn ask(&self, document: &Document, manner: &Manner, marks: bool) -> Result<Vec<u8>, Failure> {
        let mut request = self
            .sdk
            .synthesize_speech()
            .engine(manner.engine.wire())
            .voice_id(VoiceId::from(manner.voice.as_str()))
            .set_language_code(manner.language.as_deref().map(LanguageCode::from))
            .text_type(TextType::Ssml)
            .text(&document.ssml);
        if marks {
            request = request
                .output_format(OutputFormat::Json)
                .speech_mark_types(SpeechMarkType::Sentence)
                .speech_mark_types(SpeechMarkType::Word)
                .speech_mark_types(SpeechMarkType::Viseme);
            if document.has_breaks {
                request = request.speech_mark_types(SpeechMarkType::Ssml);
            }
        } else {
            request = request.output_format(OutputFormat::OggVorbis).sample_rate(manner.rate.to_string());
        }
        match request.send().await {
            Ok(answer) => self.collect(answer.audio_stream).await,
            Err(error) => Err(self.blame(explain(&error, "polly:SynthesizeSpeech", &self.place)).await),
        }
    }

    /// Where no answer came: outside of AWS the last place that is asked for keys is an address that never
    /// answers, and the SDK calls that a timeout.
    async fn blame(&self, failure: Failure) -> Failure {
        let Failure::NoAnswer = failure else { return failure };
        let found = match &self.credentials {
            Some(keys) => matches!(timeout(KEYS, keys.provide_credentials()).await, Ok(Ok(_))),
            None => false,
        };
        Failure::Said(if found { no_answer(&self.place) } else { no_credentials() })
    }

    async fn collect(&self, mut body: ByteStream) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        loop {
            match timeout(self.patience, body.try_next()).await {
                Ok(Ok(Some(chunk))) => bytes.extend_from_slice(&chunk),
                Ok(Ok(None)) => return Ok(bytes),
                Ok(Err(_)) => return Err(Failure::CutShort("the connection closed".into())),
                Err(_) => {
                    let place = &self.place;
                    return Err(unavailable(format!("{place} stopped in the middle of an answer")).into());
                }
            }
        }
    }
}
