// Generated from the Rust types of plugins/protocol by `cargo xtask codegen`; do not edit.
// Long because it is everything that travels.

/** What a rule is about. */
export type About = 'question' | 'answer' | 'operator' | 'urgent'

/** Answer a question. */
export interface AnswerQuestion {
  /** Its name. */
  questionId: string
  /** The answer, with cues. */
  text: string
}

/** A rule: fits where all that it names fits; what it leaves out, fits always. */
export interface ApprovalRule {
  /** What it is about; empty: all. */
  about?: About[]
  /** Fits texts of at least so many characters. */
  atLeastChars?: number
  /** Fits texts of at most so many characters. */
  atMostChars?: number
  /** Names of those who asked for it; empty: all. */
  sources?: string[]
  /** What is done. */
  verdict: Verdict
  /** Words or phrases of which one stands in the text; empty: any text. */
  words?: string[]
}

/** What is held, and which rules decide by themselves: the first that fits. */
export interface ApprovalRules {
  /** What waits for consent where no rule fits: `question`, `answer`, `operator`, `urgent`. */
  held: About[]
  /** How many may come, wait, and for how long; what is left out stays as it is. */
  limits?: Limits
  /** In order. */
  rules?: ApprovalRule[]
}

/** A viewer asks. */
export interface AskQuestion {
  /** What: at most [`AskQuestion::MAX_CHARS`] characters. */
  text: string
  /** Who: a name of at most [`AskQuestion::MAX_NAME`] characters. */
  viewer: string
}

/** What a person attends to while not speaking. */
export type Attention = 'idle' | 'listening' | 'thinking'

/** Who attends to what. */
export interface AttentionSet {
  /** To what. */
  attention: Attention
  /** Who. */
  person: string
}

/** As [`SetAuto`], told. */
export interface Automatic {
  /** True: what is next goes on air by itself. */
  auto: boolean
}

/** What now stands behind the host. */
export interface BackdropSet {
  /** Names of uploaded files; none: the scene's own backdrop. */
  assets: string[]
  /** The slide that is seen, from 0. */
  slide: number
}

/** Bytes in base64 (RFC 4648, with padding). Not shown when it is debugged: it is long, and a person's voice. */
export type Base64 = string

/** A bus of the mixer. */
export type Bus = 'voice' | 'music' | 'effects'

/** Who asks for something. It stands in the journal beside what was done. */
export interface Caller {
  /** By which the others know them. */
  name: string
  /** What they may do. */
  role: Role
}

/** The camera that is now on air. */
export interface CameraSet {
  /** Its name. */
  camera: string
}

/** How captions look. */
export type CaptionStyle = 'panel' | 'outline'

/** `authentication = base64(sha256(base64(sha256(token + salt)) + challenge))`. */
export interface Challenge {
  /** Random for each session. */
  challenge: string
  /** Random for each session. */
  salt: string
}

/** Find what is wrong with a show's file. */
export interface CheckShow {
  /** The text of the file. */
  source: string
}

/** The outcome of a request. The number is stable; the comment beside it is for people. */
export type Code = number

export type Color = string

/** A corner of the picture. */
export type Corner = 'top-right' | 'top-left'

/** A cue was done. */
export interface CueGiven {
  /** Its name. */
  cue: string
}

/** Change a question's words. */
export interface EditQuestion {
  /** Its name. */
  questionId: string
  /** The new words. */
  text: string
  /** The text that was changed, as it was read. Where it is another by now, nothing is changed and the answer is `Changed`. */
  was?: string
}

/** Change the text of something that waits. */
export interface EditUtterance {
  /** What is said instead, with cues. */
  text: string
  /** Its name. */
  utteranceId: string
  /** The text that was changed, as it was read. Where it is another by now, nothing is changed and the answer is `Changed`. */
  was?: string
}

/** A request without fields. */
export type Empty = Record<string, never>

/** A paragraph, or a window for questions. */
export interface EntryInfo {
  /** Names of its cues, in order. */
  cues: string[]
  /** Of a window: seconds that it is open. Of self-talk: seconds of silence that it waits for. */
  seconds?: number
  /** What is said; empty where only cues fire, and of a window. */
  text: string
}

/** Something that happened. On the wire: `{eventType, eventData, seq}`. */
export type Event = { eventData: Utterance; eventType: 'UtteranceChanged' } | { eventData: SentenceStarted; eventType: 'SentenceStarted' } | { eventData: Order; eventType: 'QueueReordered' } | { eventData: Question; eventType: 'QuestionChanged' } | { eventData: Progress; eventType: 'ShowChanged' } | { eventData: { version: number }; eventType: 'ShowReloaded' } | { eventData: { problems: string[] }; eventType: 'ShowRefused' } | { eventData: ApprovalRules; eventType: 'RulesChanged' } | { eventData: QuickLines; eventType: 'QuickLinesChanged' } | { eventData: JournalEntry; eventType: 'ActionDone' } | { eventData: { camera: string }; eventType: 'CameraChanged' } | { eventData: SceneSet; eventType: 'SceneChanged' } | { eventData: BackdropSet; eventType: 'BackdropChanged' } | { eventData: Graphics; eventType: 'GraphicsChanged' } | { eventData: { paused: boolean }; eventType: 'PauseChanged' } | { eventData: { voice: string }; eventType: 'VoiceChanged' } | { eventData: AttentionSet; eventType: 'AttentionChanged' } | { eventData: OutputInfo; eventType: 'OutputChanged' } | { eventData: Notice; eventType: 'Notice' }

/** Do what a cue says, at once. */
export interface FireCue {
  /** What stands between the brackets: `gesture wave`, `smile 0.8`, `camera close 1.5s`. */
  cue: string
  /** Whom it concerns, by the name that `[speaker ...]` takes; without it, the first person. */
  person?: string
}

/** How a picture is fitted into a frame of another shape. */
export type Fit = 'cover' | 'contain'

/** Who did what. */
export interface GetJournal {
  /** At most so many, 1 to 500. */
  most?: number
  /** Changes after this number. */
  since?: number
}

/** What is next. */
export interface GetPreview {
  /** Have it spoken, too. */
  sound?: boolean
  /** Of something that waits; without it, of what goes on air next. */
  utteranceId?: string
}

/** What lies over the picture. */
export interface Graphics {
  /** The brand's colour. */
  accent?: Color
  /** How captions look. */
  captionStyle?: CaptionStyle
  /** Whether captions are burnt in. */
  captions: boolean
  /** Whether the picture says that the host is an AI. */
  label: boolean
  /** In which words. */
  labelText: string
  /** The logo's file, where one is shown. */
  logo?: string
  /** Products that can be shown. */
  products?: string[]
  /** As `[show …]` takes them, from back to front; captions, label and logo are not among them. */
  shown: string[]
}

/** Numbers an operator watches. */
export interface Health {
  /** Frames a second over the last seconds. */
  fps: number
  /** Frames rendered. */
  frames: number
  /** Of every bus. */
  levels?: Levels
  /** Seconds of media sent. */
  mediaSeconds: number
  /** Peak of the program sound in dBFS. */
  peakDbfs: number
  /** Milliseconds from a frame's beginning until its picture is drawn, over the last seconds. */
  renderMs?: number
  /** Frames repeated because rendering was late. */
  skipped: number
}

/** `op 0`: the server's greeting. */
export interface Hello {
  /** What the client must answer. */
  authentication: Challenge
  /** [`crate::PROTOCOL_VERSION`]. */
  rpcVersion: number
  /** Version of the program. */
  version: string
}

/** Take away what lies over the picture. */
export interface HideGraphic {
  /** As `[hide …]` takes it; without it, all that was shown. */
  graphic?: string
}

/** `op 2`: the session is open. */
export interface Identified {
  /** Who this session is, and what they may do. */
  caller?: Caller
  /** Whether events since `lastSeq` are no longer kept: ask `GetStatus`. */
  gap: boolean
  /** The version that both speak. */
  rpcVersion: number
  /** The newest event. */
  seq: number
}

/** `op 1`: the client's answer. */
export interface Identify {
  /** The answer to the challenge; not needed beside a token. */
  authentication?: string
  /** The last event that the client has seen; events after it are sent again. */
  lastSeq?: number
  /** The version the client speaks. */
  rpcVersion?: number
  /** The token itself, where it cannot be hashed: a JWT of an identity provider. Over TLS, or on one machine. */
  token?: string
}

/** A change of the show. */
export interface JournalEntry {
  /** Air time, in milliseconds since 1970 began, UTC. */
  atMs: number
  /** By name; empty for the program. */
  name: string
  /** Counts up from 1 without a gap. */
  number: number
  /** `program`, `operator` or `viewer`. */
  role: string
  /** The utterance or question that it is about. */
  subject?: string
  /** In words. */
  told: string
  /** What happened: `accepted`, `turned`, `moved`, … */
  what: string
}

/** A page of the journal. */
export interface JournalPage {
  /** In order. */
  entries: JournalEntry[]
  /** Number of the newest change of all. */
  newest: number
}

/** Kinds of what is said, by importance; a later one comes first: idle < rundown < answer < operator < urgent. */
export type Kind = 'idle' | 'rundown' | 'answer' | 'operator' | 'urgent'

/** Meters of the mixer. Peaks fall slowly, so that they can be read. */
export interface Levels {
  /** What the music is turned down by for the voice, in dB, 0 or less. */
  duckingDb: number
  /** Peak of stings and beeps in dBFS. */
  effectsDbfs: number
  /** What an operator set for stings and beeps, in dB. */
  effectsLevelDb: number
  /** Loudness of the program since it began, gated, in LUFS. */
  integratedLufs: number
  /** What the limiter takes off, in dB, 0 or less. */
  limiterDb: number
  /** Peak of the music in dBFS. */
  musicDbfs: number
  /** What an operator set for the music, in dB. */
  musicLevelDb: number
  /** Peak of the program in dBFS, -120 for silence. */
  programDbfs: number
  /** Loudness of the program over the last three seconds in LUFS. */
  shortTermLufs: number
  /** Peak of the voice in dBFS, -120 for silence. */
  voiceDbfs: number
  /** What an operator set for the voice, in dB. */
  voiceLevelDb: number
}

/** Limits of one kind. */
export interface Limit {
  /** How many all together may send within any 60 seconds, 1 to [`Limit::MOST_A_MINUTE`]; without it, any number. */
  allAMinute?: number
  /** Whether one more drives out who waits longest; else it is refused (`Busy`). */
  dropOldest?: boolean
  /** How many one person may send within any 60 seconds, 1 to [`Limit::MOST_A_MINUTE`]; without it, any number. */
  eachAMinute?: number
  /** Seconds that one may wait, 1 to [`Limit::LONGEST_SECONDS`]; without it, for ever. */
  liveSeconds?: number
  /** Seconds for which the same text is refused once more, at most [`Limit::LONGEST_SECONDS`]; 0: never. */
  sameTextSeconds?: number
  /** How many may wait: 1 to [`Limit::MOST_WAITING`]. */
  waiting: number
}

/** Limits of each kind of what comes in. */
export interface Limits {
  /** Of answers. */
  answer?: Limit
  /** Of what operators and integrators want said. */
  operator?: Limit
  /** Of viewers' questions. */
  question?: Limit
  /** Of what they want said at once. */
  urgent?: Limit
}

/** Play a show: by its name, or by its text. */
export interface LoadShow {
  /** Stem of a show file, of those that `ListShows` names. */
  name?: string
  /** The text of a show file, at most 1 MiB. */
  source?: string
}

/** Put something that waits elsewhere in its lane. */
export interface MoveUtterance {
  /** The one before which it goes; without it, behind all of its kind. */
  before?: string
  /** Its name. */
  utteranceId: string
}

/** Refuse what a viewer writes, or no longer. */
export interface MuteViewer {
  /** True: refuse it. */
  muted: boolean
  /** Who. */
  viewer: string
}

/** Something an operator should know. */
export interface Notice {
  /** For people. */
  message: string
  /** `info`, `warning` or `critical`: by what a viewer sees. */
  severity: string
}

/** An event with its number. */
export type Numbered = { eventData: Utterance; eventType: 'UtteranceChanged' } | { eventData: SentenceStarted; eventType: 'SentenceStarted' } | { eventData: Order; eventType: 'QueueReordered' } | { eventData: Question; eventType: 'QuestionChanged' } | { eventData: Progress; eventType: 'ShowChanged' } | { eventData: { version: number }; eventType: 'ShowReloaded' } | { eventData: { problems: string[] }; eventType: 'ShowRefused' } | { eventData: ApprovalRules; eventType: 'RulesChanged' } | { eventData: QuickLines; eventType: 'QuickLinesChanged' } | { eventData: JournalEntry; eventType: 'ActionDone' } | { eventData: { camera: string }; eventType: 'CameraChanged' } | { eventData: SceneSet; eventType: 'SceneChanged' } | { eventData: BackdropSet; eventType: 'BackdropChanged' } | { eventData: Graphics; eventType: 'GraphicsChanged' } | { eventData: { paused: boolean }; eventType: 'PauseChanged' } | { eventData: { voice: string }; eventType: 'VoiceChanged' } | { eventData: AttentionSet; eventType: 'AttentionChanged' } | { eventData: OutputInfo; eventType: 'OutputChanged' } | { eventData: Notice; eventType: 'Notice' }

/** What waits, in order. */
export interface Order {
  /** Ids of what waits for consent, first come first. */
  held: string[]
  /** Ids of what waits, first to be said first. */
  queue: string[]
}

/** An output and how it is. */
export interface OutputInfo {
  /** Bits a second over the last seconds, in thousands. */
  bitrateKbps?: number
  /** Bytes sent since it began. */
  bytesSent: number
  /** The share of pictures that it lost over the last seconds, 0 to 1: more than 0 is congestion. */
  congestion?: number
  /** Pictures that it lost since it began: the network did not take them (congestion), or it was down. */
  droppedFrames?: number
  /** Why it is not live. */
  error?: string
  /** Pictures handed to it since it began. */
  frames?: number
  /** Where it goes, without its key. */
  name: string
  /** How often it was lost since it began. */
  reconnects?: number
  /** `connecting`, `live`, `retrying`, `failed` or `ended`. */
  state: string
}

/** Every output. */
export interface Outputs {
  /** In the order in which they were started. */
  outputs: OutputInfo[]
}

/** Whether the host is silenced. */
export interface Paused {
  /** True from `Pause` to `Resume`. */
  paused: boolean
}

/** Somebody on stage. */
export interface Person {
  /** What they attend to while they do not speak. */
  attention: Attention
  /** As `[speaker ...]` names them. */
  name: string
  /** Their voice. */
  voice: string
}

/** An entry of the rundown. */
export interface Place {
  /** Paragraph, or window for questions, in the segment, from 0. */
  paragraph?: number
  /** Segment, from 0. */
  segment: number
}

/** What goes on air next: what will be said, how and where. */
export interface Preview {
  /** The camera with which it begins. */
  camera: string
  /** Its place in the rundown. */
  place?: Place
  /** Of a rest: until when, in air time. */
  restsUntilMs?: number
  /** The scene in which it begins. */
  scene: string
  /** Its sentences. */
  sentences: PreviewSentence[]
  /** Its sound, where it was asked for: a WAV file in base64, of at most the first [`Preview::SOUND_SECONDS`]. */
  sound?: Base64
  /** Its name, where it has one already. */
  utteranceId?: string
  /** `utterance`, `entry`, `rest` or `nothing`. */
  what: string
}

/** A sentence that will be said. */
export interface PreviewSentence {
  /** Names of its cues, in order. */
  cues: string[]
  /** By whom; empty where nobody has a name. */
  speaker: string
  /** What. */
  text: string
  /** With which voice. */
  voice: string
}

/** Something that is wrong, and where. */
export interface Problem {
  /** Column in characters, from 1. */
  column: number
  /** Line, from 1. */
  line: number
  /** What, and what to do. */
  message: string
}

/** How far the show got, and who runs it. */
export interface Progress {
  /** Whether what is next goes on air by itself. */
  auto: boolean
  /** When the show began, in air time. */
  beganMs?: number
  /** Number of the last change in the journal. */
  change: number
  /** When the segment of `place` was entered, in air time; not there before its first entry began. */
  enteredMs?: number
  /** Air time in milliseconds since 1970 began, UTC. */
  nowMs: number
  /** Whether it is over, or was stopped. */
  over: boolean
  /** The entry that is on air, or else comes next. */
  place: Place
  /** Until when the show rests, in air time: for questions, or for the time of a segment. */
  restsUntilMs?: number
  /** How often its segment was played through. */
  rounds: number
  /** Sentence in it, from 0. */
  sentence: number
  /** Who speaks in place of the machine. */
  takenOverBy?: string
  /** Until when viewers are asked for questions, in air time. */
  windowUntilMs?: number
}

/** A question or remark of a viewer. */
export interface Question {
  /** The utterance that answers it. */
  answer?: string
  /** Air time at which it came, in milliseconds since 1970 began, UTC. */
  askedMs: number
  /** Its name. */
  questionId: string
  /** Why it was closed. */
  reason?: string
  /** Where it stands. */
  standing: Standing
  /** What, as typed or as a person edited it. */
  text: string
  /** Who asks. */
  viewer: string
}

/** A question was let in. */
export interface QuestionAsked {
  /** Its name in all events. */
  questionId: string
}

/** Where a question stands now. */
export interface QuestionDone {
  /** The question. */
  question: Question
}

/** A question that is not over. */
export interface QuestionId {
  /** Its name. */
  questionId: string
}

/** A line that an operator has ready. */
export interface QuickLine {
  /** Whether it cuts off what is on air. */
  interrupt?: boolean
  /** What the button says. */
  label: string
  /** What is said, with cues. */
  text: string
}

/** Lines that operators have ready. */
export interface QuickLines {
  /** At most [`QuickLines::MOST`]. */
  lines: QuickLine[]
}

/** Go on in a new version of the show. */
export interface ReloadShow {
  /** The text of the new version. */
  source: string
}

/** `op 6`: a request. */
export interface RequestMessage {
  /** A request with the same key is done once. */
  idempotencyKey?: string
  /** Fields of the request. */
  requestData?: unknown
  /** Chosen by the client; the answer carries it. */
  requestId: string
  /** Name of the request. */
  requestType: string
}

/** How a request went. */
export interface RequestStatus {
  /** Stable number. */
  code: Code
  /** For people. */
  comment?: string
  /** Whether it was done. */
  result: boolean
}

/** `op 7`: an answer. */
export interface ResponseMessage {
  /** As the client chose it. */
  requestId: string
  /** How it went. */
  requestStatus: RequestStatus
  /** Name of the request. */
  requestType: string
  /** What was asked for. */
  responseData?: unknown
}

/** What somebody may do; a later one may do all that an earlier one may. */
export type Role = 'viewer' | 'moderator' | 'operator' | 'admin'

/** Where the utterance that was just queued stands. */
export interface Said {
  /** Utterances before it. */
  ahead: number
  /** Its name in all events. */
  utteranceId: string
}

/** Say a text, or a recording. */
export interface Say {
  /** A recording that is said instead: a sound file (WAV, FLAC, MP3, Ogg Vorbis or M4A) of at most [`Say::MAX_AUDIO_BYTES`] and [`Say::MAX_AUDIO_SECONDS`], in base64. The lips follow what is heard in it. */
  audio?: Base64
  /** Have it wait for `ApproveUtterance` or `TakeUtterance`, whatever the rules say: to look at it before it is said. */
  hold?: boolean
  /** Cut off what is being said now; without it, wait behind it. */
  interrupt?: boolean
  /** The text with cues, at most [`Say::MAX_CHARS`] characters. Beside `audio` it is what is shown for the recording, and has no cues. */
  text?: string
}

/** A scene and its cameras. */
export interface SceneInfo {
  /** Names of its cameras. */
  cameras: string[]
  /** File stem. */
  name: string
  /** For people. */
  title: string
}

/** The scene that is now on air. */
export interface SceneSet {
  /** Its camera. */
  camera: string
  /** Its name. */
  scene: string
}

/** Scenes that can be shown. */
export interface Scenes {
  /** The one on air. */
  current: string
  /** All scenes. */
  scenes: SceneInfo[]
}

/** A segment of the rundown. */
export interface SegmentInfo {
  /** When it begins, in air time; of one that begins so long after the show, once that has begun. */
  beginsMs?: number
  /** What is in it. */
  entries: EntryInfo[]
  /** What operators call it; may be empty. */
  heading: string
  /** How often it is played; 0: until it is left. */
  loops?: number
  /** The product that it is about. */
  product?: string
  /** Seconds that it is given. */
  seconds?: number
}

/** A sentence begins. */
export interface SentenceStarted {
  /** Seconds it takes. */
  durationSeconds: number
  /** Media time of its first sample, in seconds. */
  mediaSeconds: number
  /** Its number in the utterance, from 0. */
  sentence: number
  /** Who on stage says it; empty where nobody has a name. */
  speaker?: string
  /** What is said. */
  text: string
  /** The utterance it belongs to. */
  utteranceId: string
  /** The voice that speaks it. */
  voice?: string
  /** Its words with their start in seconds from the sentence's. */
  words: ([string, number])[]
}

/** Have somebody attend to something, for at most [`SetAttention::SECONDS`]. */
export interface SetAttention {
  /** To what; `idle` leaves it to the program again. */
  attention: Attention
  /** Whom, by the name that `[speaker ...]` takes; without it, the first person. */
  person?: string
}

/** Whether what is next goes on air by itself. */
export interface SetAuto {
  /** True: by itself. */
  auto: boolean
}

/** Put something behind the host. */
export interface SetBackdrop {
  /** Names of uploaded files: a picture, a film, or several pictures as slides; none: the scene's own backdrop. */
  assets?: string[]
  /** How a picture of another shape is fitted in. */
  fit?: Fit
}

/** Cut or move to a camera. */
export interface SetCamera {
  /** Name of a camera of the scene on air; `auto` hands over to the auto-director. */
  camera: string
  /** Seconds that the camera takes to move there, at most 10; without them it cuts. */
  seconds?: number
}

/** Set captions, label, logo and colours; what is not given stays. */
export interface SetGraphics {
  /** The brand's colour, `#2f8cff`. */
  accent?: Color
  /** How captions look. */
  captionStyle?: CaptionStyle
  /** Whether captions are burnt in. */
  captions?: boolean
  /** A family of fonts that is installed. */
  font?: string
  /** Whether the picture says that the host is an AI. */
  label?: boolean
  /** In which words; an empty text is the language's own again. */
  labelText?: string
  /** A PNG or JPEG file beside the show; an empty text takes the logo away. */
  logo?: string
  /** Where the logo stands. */
  logoCorner?: Corner
  /** Colour of panels. */
  panel?: Color
  /** Colour of text on panels. */
  text?: Color
}

/** Make a bus louder or softer. */
export interface SetLevel {
  /** Which. */
  bus: Bus
  /** From its usual level, -60 to 12 dB; at -60 it is silent. */
  levelDb: number
}

/** Change the scene. */
export interface SetScene {
  /** Stem of a scene file. */
  scene: string
  /** Seconds of a cross-fade, at most 5; without them it cuts. */
  seconds?: number
}

/** Go to another slide. */
export interface SetSlide {
  /** Which, from 0; beyond the last, the last. */
  slide: number
}

/** Speak with another voice. */
export interface SetVoice {
  /** Name of a voice, or a beginning that only one has. */
  voice: string
}

/** What is wrong with a show's file. */
export interface ShowChecked {
  /** Nothing, where it is empty. */
  problems: Problem[]
}

/** Lay something over the picture. */
export interface ShowGraphic {
  /** As `[show …]` takes it: `product:x100`, `lower-third "Kai" "Your host"`. */
  graphic: string
}

/** The whole show. */
export interface ShowInfo {
  /** Questions that were over last, newest first. */
  answered: Question[]
  /** What waits for consent, first come first. */
  held: Utterance[]
  /** Lines of self-talk. */
  idle: EntryInfo[]
  /** Where changes are kept: `journal`, or `memory` when it fails or there is none. */
  keptIn: string
  /** What is being said. */
  onAir: Utterance | null
  /** The last event that this state holds. */
  progress: Progress
  /** Questions that are not over, first come first. */
  questions: Question[]
  /** What waits, first to be said first. */
  queue: Utterance[]
  /** What was over last, newest first. */
  recent: Utterance[]
  /** Segments in the order in which they are played. */
  segments: SegmentInfo[]
  /** Title of the show; empty where there is none. */
  title: string
  /** Number of the version of its file; 0 where there is none. */
  version: number
}

/** A version of a show is played. */
export interface ShowLoaded {
  /** What comes next in it. */
  next: Place
  /** Number of the version, from 1. */
  version: number
}

/** Where the show goes on. */
export interface ShowMoved {
  /** What comes next. */
  next: Place
}

/** The text of the show's file. */
export interface ShowSource {
  /** As it is played. */
  source: string
  /** Number of the version; 0 where there is no show. */
  version: number
}

/** Shows that can be loaded. */
export interface Shows {
  /** Stems of show files. */
  shows: string[]
}

/** Where a question stands. */
export type Standing = 'held' | 'open' | 'answering' | 'answered' | 'closed'

/** Send the programme to one more target. */
export interface StartOutput {
  /** `rtmp://…`, `rtmps://…`, or the name of a file that ends with .mp4 in the folder of recordings. It may hold a key: nobody is told it again. */
  target: string
}

/** The state of the program. */
export interface Status {
  /** What stands behind the host. */
  backdrop?: BackdropSet
  /** Camera on air. */
  camera: string
  /** Character on air; of several, the first. */
  character: string
  /** What lies over the picture. */
  graphics?: Graphics
  /** Numbers of the picture and the sound. */
  health: Health
  /** Whether frames reach the encoder. */
  onAir: boolean
  /** Every output. */
  outputs: OutputInfo[]
  /** Whether `Pause` is in force. */
  paused?: boolean
  /** Everybody on stage, by the names that `[speaker ...]` takes. */
  people?: Person[]
  /** What waits, in order. */
  queue: Utterance[]
  /** What was said last, newest first. */
  recent: Utterance[]
  /** Scene on air. */
  scene: string
  /** What is being said. */
  speaking: Utterance | null
  /** Title of the show. */
  title: string
  /** Voice that speaks where none is named. */
  voice: string
}

/** Stop speaking. */
export interface Stop {
  /** Leave what waits in the queue; without it the queue is emptied and the show ends. */
  keepQueue?: boolean
}

/** Stop sending to a target. */
export interface StopOutput {
  /** As `GetStatus` names it. */
  name: string
}

/** What was stopped. */
export interface Stopped {
  /** Utterances cut off or taken out of the queue. */
  cancelled: string[]
  /** Of `SkipSentence`: the sentence that was cut off, if one was being said. */
  skipped?: string
}

/** Who speaks in place of the machine. */
export interface TakenOver {
  /** Nobody: the machine speaks. */
  takenOverBy: string | null
}

/** One thing that is said, from the queue to the end of its life. */
export interface Utterance {
  /** Who did this: an operator's name; absent for the program. */
  by?: string
  /** Air time from which on it is not said any more, if it still waits, in milliseconds since 1970 began, UTC. */
  expiresMs?: number
  /** How important it is. */
  kind: Kind
  /** The entry of the rundown that it is. */
  place?: Place
  /** The question that it answers. */
  questionId?: string
  /** Why it was cancelled, or what failed. */
  reason?: string
  /** Sentences that were said to their end. */
  said?: number
  /** Who asked for it: an operator's name, or `rundown`. */
  source: string
  /** Where it stands. */
  state: UtteranceState
  /** The text as it was given. */
  text: string
  /** Its name in every hop. */
  utteranceId: string
}

/** Where an utterance stands now. */
export interface UtteranceDone {
  /** The utterance. */
  utterance: Utterance
}

/** Something that waits or is on air. */
export interface UtteranceId {
  /** Its name. */
  utteranceId: string
}

/** Where an utterance stands. */
export type UtteranceState = 'queued' | 'held' | 'approved' | 'synthesizing' | 'speaking' | 'done' | 'cancelled'

/** What is done with something that came in. */
export type Verdict = 'approve' | 'hold' | 'reject'

/** Versions. */
export interface Version {
  /** Of the program. */
  compereVersion: string
  /** Names of all requests. */
  requests: string[]
  /** Of the protocol. */
  rpcVersion: number
}

/** A voice. */
export interface VoiceInfo {
  /** What makes its sound: `piper`, `kokoro`, `espeak`, `polly`, `openai`, `elevenlabs`. */
  engine: string
  /** BCP 47, where it is known. */
  language?: string
  /** As shows and cues name it. */
  name: string
}

/** Voices that can be chosen. */
export interface Voices {
  /** The one that speaks where none is named. */
  current: string
  /** All that have a name of their own; `espeak-LANGUAGE` and others can be named as well. */
  voices: VoiceInfo[]
}

/** What each request takes and gives. */
export interface Requests {
  /** Versions of program and protocol. */
  GetVersion: [data: Empty, answer: Version]
  /** What is on air, what waits, how the outputs are. */
  GetStatus: [data: Empty, answer: Status]
  /** Say a text, with cues, or a recording. */
  Say: [data: Say, answer: Said]
  /** Stop what is being said, and what waits. */
  Stop: [data: Stop, answer: Stopped]
  /** Leave out the rest of the sentence that is being said; what follows it goes on. */
  SkipSentence: [data: Empty, answer: Stopped]
  /** Fall silent at once, and say nothing until `Resume`. */
  Pause: [data: Empty, answer: Paused]
  /** Go on where `Pause` came in, from the word that it cut. */
  Resume: [data: Empty, answer: Paused]
  /** Stop all, and go back to the scene and camera with which the programme began, with nothing laid over it. */
  GoSafe: [data: Empty, answer: Stopped]
  /** Voices that can be chosen. */
  ListVoices: [data: Empty, answer: Voices]
  /** Speak with another voice from the next sentence on. */
  SetVoice: [data: SetVoice, answer: Voices]
  /** Make a bus of the mixer louder or softer. */
  SetLevel: [data: SetLevel, answer: Levels]
  /** Have somebody attend to something: a program that makes an answer tells the host to think. */
  SetAttention: [data: SetAttention, answer: AttentionSet]
  /** Do what a cue says, at once: an emotion, a gesture, a camera, something shown. */
  FireCue: [data: FireCue, answer: CueGiven]
  /** The whole show: its rundown, what waits and what is held, what viewers ask. */
  GetShow: [data: Empty, answer: ShowInfo]
  /** The text of the show's file, as it is played. */
  GetShowSource: [data: Empty, answer: ShowSource]
  /** Find what is wrong with a show's file, without playing it. */
  CheckShow: [data: CheckShow, answer: ShowChecked]
  /** Play a show from its beginning, once what is on air is over. */
  LoadShow: [data: LoadShow, answer: ShowLoaded]
  /** Go on in a new version of the show that is played. */
  ReloadShow: [data: ReloadShow, answer: ShowLoaded]
  /** Shows that can be loaded by name. */
  ListShows: [data: Empty, answer: Shows]
  /** Go to the beginning of a segment, or to a paragraph of it, once what is on air is over. */
  GoTo: [data: Place, answer: ShowMoved]
  /** What goes on air next, with its voice and its sound. */
  GetPreview: [data: GetPreview, answer: Preview]
  /** Give consent to something held. */
  ApproveUtterance: [data: UtteranceId, answer: UtteranceDone]
  /** Have something that waits wait for consent. */
  HoldUtterance: [data: UtteranceId, answer: UtteranceDone]
  /** Take something out that waits, or that is on air. */
  RemoveUtterance: [data: UtteranceId, answer: UtteranceDone]
  /** Change the text of something that waits. */
  EditUtterance: [data: EditUtterance, answer: UtteranceDone]
  /** Put something that waits before another of its kind, or behind all of them. */
  MoveUtterance: [data: MoveUtterance, answer: UtteranceDone]
  /** Have something that waits be the next to go on air, whatever else waits. */
  TakeUtterance: [data: UtteranceId, answer: UtteranceDone]
  /** Where all is taken by hand: let what is next go on air. */
  Go: [data: Empty, answer: Automatic]
  /** Whether what is next goes on air by itself, or waits for `Go`. */
  SetAuto: [data: SetAuto, answer: Automatic]
  /** Speak in place of the machine: what it says is cut, and waits. */
  TakeOver: [data: Empty, answer: TakenOver]
  /** Let the machine go on, first with the sentence that the takeover cut. */
  HandBack: [data: Empty, answer: TakenOver]
  /** A viewer asks. */
  AskQuestion: [data: AskQuestion, answer: QuestionAsked]
  /** Let a held question be answered. */
  ApproveQuestion: [data: QuestionId, answer: QuestionDone]
  /** Have an open question wait for consent. */
  HoldQuestion: [data: QuestionId, answer: QuestionDone]
  /** Leave a question without an answer. */
  RejectQuestion: [data: QuestionId, answer: QuestionDone]
  /** Change a question's words. */
  EditQuestion: [data: EditQuestion, answer: QuestionDone]
  /** Answer a question. */
  AnswerQuestion: [data: AnswerQuestion, answer: Said]
  /** Note that a question was answered by other means. */
  MarkAnswered: [data: QuestionId, answer: QuestionDone]
  /** Refuse what a viewer writes from now on, or no longer. */
  MuteViewer: [data: MuteViewer, answer: ApprovalRules]
  /** What is held, and which rules decide by themselves. */
  GetRules: [data: Empty, answer: ApprovalRules]
  /** Set what is held, and which rules decide by themselves. */
  SetRules: [data: ApprovalRules, answer: ApprovalRules]
  /** Lines that operators have ready. */
  ListQuickLines: [data: Empty, answer: QuickLines]
  /** Keep other lines ready. */
  SetQuickLines: [data: QuickLines, answer: QuickLines]
  /** Who did what, and when. */
  GetJournal: [data: GetJournal, answer: JournalPage]
  /** Scenes and their cameras. */
  ListScenes: [data: Empty, answer: Scenes]
  /** Change the scene. */
  SetScene: [data: SetScene, answer: SceneSet]
  /** Cut or move to a camera of the scene. */
  SetCamera: [data: SetCamera, answer: CameraSet]
  /** Put a picture, several as slides, or a film behind the host, or take it away. */
  SetBackdrop: [data: SetBackdrop, answer: BackdropSet]
  /** Go to another slide of the backdrop. */
  SetSlide: [data: SetSlide, answer: BackdropSet]
  /** Lay something over the picture. */
  ShowGraphic: [data: ShowGraphic, answer: Graphics]
  /** Take away what lies over the picture. */
  HideGraphic: [data: HideGraphic, answer: Graphics]
  /** Set captions, label, logo and colours. */
  SetGraphics: [data: SetGraphics, answer: Graphics]
  /** Send the programme to one more target. */
  StartOutput: [data: StartOutput, answer: Outputs]
  /** Stop sending to a target. */
  StopOutput: [data: StopOutput, answer: Outputs]
}

/** The least role that may ask for it. */
export const ROLES = {
  GetVersion: 'viewer',
  GetStatus: 'viewer',
  Say: 'operator',
  Stop: 'operator',
  SkipSentence: 'operator',
  Pause: 'operator',
  Resume: 'operator',
  GoSafe: 'operator',
  ListVoices: 'viewer',
  SetVoice: 'operator',
  SetLevel: 'operator',
  SetAttention: 'operator',
  FireCue: 'operator',
  GetShow: 'viewer',
  GetShowSource: 'operator',
  CheckShow: 'operator',
  LoadShow: 'operator',
  ReloadShow: 'operator',
  ListShows: 'operator',
  GoTo: 'operator',
  GetPreview: 'operator',
  ApproveUtterance: 'moderator',
  HoldUtterance: 'moderator',
  RemoveUtterance: 'operator',
  EditUtterance: 'moderator',
  MoveUtterance: 'operator',
  TakeUtterance: 'operator',
  Go: 'operator',
  SetAuto: 'operator',
  TakeOver: 'operator',
  HandBack: 'operator',
  AskQuestion: 'viewer',
  ApproveQuestion: 'moderator',
  HoldQuestion: 'moderator',
  RejectQuestion: 'moderator',
  EditQuestion: 'moderator',
  AnswerQuestion: 'operator',
  MarkAnswered: 'moderator',
  MuteViewer: 'moderator',
  GetRules: 'viewer',
  SetRules: 'operator',
  ListQuickLines: 'viewer',
  SetQuickLines: 'operator',
  GetJournal: 'moderator',
  ListScenes: 'viewer',
  SetScene: 'operator',
  SetCamera: 'operator',
  SetBackdrop: 'operator',
  SetSlide: 'operator',
  ShowGraphic: 'operator',
  HideGraphic: 'operator',
  SetGraphics: 'operator',
  StartOutput: 'operator',
  StopOutput: 'operator',
} as const satisfies Record<keyof Requests, Role>
