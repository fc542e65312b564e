// The words on the wire, as `plugins/protocol` defines them (request.rs, event.rs, envelope.rs, code.rs).
// Written by hand until they are generated; nothing here does anything.

export const PROTOCOL_VERSION = 1

export const Op = { Hello: 0, Identify: 1, Identified: 2, Event: 5, Request: 6, RequestResponse: 7 } as const

export const Close = {
  BadMessage: 4002,
  NotIdentified: 4007,
  AuthenticationFailed: 4009,
  TooSlow: 4010,
} as const

export const Code = {
  Success: 100,
  UnknownRequestType: 204,
  Busy: 207,
  NotReady: 208,
  Forbidden: 502,
  NotFound: 600,
} as const

/** What somebody may do; a later one may do all that an earlier one may. */
export type Role = 'viewer' | 'moderator' | 'operator' | 'admin'

export interface Caller {
  name: string
  role: Role
}

export interface Hello {
  version: string
  rpcVersion: number
  authentication: { challenge: string; salt: string }
}

export interface Identified {
  rpcVersion: number
  seq: number
  gap: boolean
  /** Who this session is. */
  caller?: Caller
}

export interface RequestStatus {
  result: boolean
  code: number
  comment?: string
}

export interface ResponseMessage {
  requestType: string
  requestId: string
  requestStatus: RequestStatus
  responseData?: unknown
}

/** The longest text of a `Say`, in characters. */
export const SAY_MAX_CHARS = 20_000

type Empty = Record<string, never>

/** What each request takes and gives. */
export interface Requests {
  GetVersion: [Empty, { compereVersion: string; rpcVersion: number; requests: string[] }]
  GetStatus: [Empty, Status]
  Say: [{ text: string; audio?: string; interrupt?: boolean }, Said]
  Stop: [{ keepQueue?: boolean }, Stopped]
  SkipSentence: [Empty, Stopped]
  Pause: [Empty, { paused: boolean }]
  Resume: [Empty, { paused: boolean }]
  GoSafe: [Empty, Stopped]
  ListVoices: [Empty, Voices]
  SetVoice: [{ voice: string }, Voices]
  SetLevel: [{ bus: Bus; levelDb: number }, Levels]
  SetAttention: [{ attention: Attention; person?: string }, AttentionSet]
  FireCue: [{ cue: string; person?: string }, { cue: string }]

  GetShow: [Empty, ShowInfo]
  GetShowSource: [Empty, ShowSource]
  CheckShow: [{ source: string }, ShowChecked]
  LoadShow: [{ name?: string; source?: string }, ShowLoaded]
  ReloadShow: [{ source: string }, ShowLoaded]
  ListShows: [Empty, { shows: string[] }]
  GoTo: [Place, { next: Place }]
  GetPreview: [{ sound?: boolean; utteranceId?: string }, Preview]
  ApproveUtterance: [UtteranceId, UtteranceDone]
  HoldUtterance: [UtteranceId, UtteranceDone]
  RemoveUtterance: [UtteranceId, UtteranceDone]
  EditUtterance: [{ utteranceId: string; text: string }, UtteranceDone]
  MoveUtterance: [{ utteranceId: string; before?: string }, UtteranceDone]
  TakeUtterance: [UtteranceId, UtteranceDone]
  Go: [Empty, Automatic]
  SetAuto: [Automatic, Automatic]
  TakeOver: [Empty, TakenOver]
  HandBack: [Empty, TakenOver]
  AskQuestion: [{ viewer: string; text: string }, { questionId: string }]
  ApproveQuestion: [QuestionId, QuestionDone]
  HoldQuestion: [QuestionId, QuestionDone]
  RejectQuestion: [QuestionId, QuestionDone]
  EditQuestion: [{ questionId: string; text: string }, QuestionDone]
  AnswerQuestion: [{ questionId: string; text: string }, Said]
  MarkAnswered: [QuestionId, QuestionDone]
  MuteViewer: [{ viewer: string; muted: boolean }, ApprovalRules]
  GetRules: [Empty, ApprovalRules]
  SetRules: [ApprovalRules, ApprovalRules]
  ListQuickLines: [Empty, QuickLines]
  SetQuickLines: [QuickLines, QuickLines]
  GetJournal: [{ since?: number; most?: number }, JournalPage]

  ListScenes: [Empty, { scenes: SceneInfo[]; current: string }]
  SetScene: [{ scene: string; seconds?: number }, SceneSet]
  SetCamera: [{ camera: string; seconds?: number }, { camera: string }]
  SetBackdrop: [{ assets: string[]; fit?: Fit }, BackdropSet]
  SetSlide: [{ slide: number }, BackdropSet]
  ShowGraphic: [{ graphic: string }, Graphics]
  HideGraphic: [{ graphic?: string }, Graphics]
  SetGraphics: [SetGraphics, Graphics]

  StartOutput: [{ target: string }, Outputs]
  StopOutput: [{ name: string }, Outputs]
}

export interface Said {
  utteranceId: string
  ahead: number
}

export interface UtteranceId {
  utteranceId: string
}
export interface UtteranceDone {
  utterance: Utterance
}
export interface QuestionId {
  questionId: string
}
export interface QuestionDone {
  question: Question
}
export interface Automatic {
  auto: boolean
}
export interface TakenOver {
  takenOverBy: string | null
}

/** An entry of the rundown; both from 0. */
export interface Place {
  segment: number
  paragraph: number
}

export interface Problem {
  /** From 1. */
  line: number
  /** In characters, from 1. */
  column: number
  message: string
}
export interface ShowChecked {
  problems: Problem[]
}
export interface ShowLoaded {
  version: number
  next: Place
}
export interface ShowSource {
  source: string
  version: number
}

/** The whole show. */
export interface ShowInfo {
  progress: Progress
  title: string
  /** Of its file; 0 where there is none. */
  version: number
  segments: SegmentInfo[]
  idle: EntryInfo[]
  onAir: Utterance | null
  queue: Utterance[]
  held: Utterance[]
  /** Newest first. */
  recent: Utterance[]
  questions: Question[]
  /** Newest first. */
  answered: Question[]
  keptIn: 'journal' | 'memory' | (string & {})
}

/** How far the show got, and who runs it. Times are air time in milliseconds since 1970 began, UTC. */
export interface Progress {
  /** Number of the last change in the journal. */
  change: number
  nowMs: number
  place: Place
  /** In it, from 0. */
  sentence: number
  rounds: number
  beganMs?: number
  over: boolean
  restsUntilMs?: number
  windowUntilMs?: number
  auto: boolean
  takenOverBy?: string
}

export interface SegmentInfo {
  heading: string
  product?: string
  /** 0: until it is left. */
  loops?: number
  /** That it is given. */
  seconds?: number
  beginsMs?: number
  entries: EntryInfo[]
}

export interface EntryInfo {
  text: string
  cues: string[]
  /** Of a window for questions: how long it is open. */
  seconds?: number
}

export interface Preview {
  what: 'utterance' | 'entry' | 'rest' | 'nothing' | (string & {})
  utteranceId?: string
  place?: Place
  restsUntilMs?: number
  sentences: PreviewSentence[]
  scene: string
  camera: string
  /** A WAV file in base64. */
  sound?: string
}

export interface PreviewSentence {
  text: string
  speaker: string
  voice: string
  cues: string[]
}

/** Characters of a question. */
export const QUESTION_MAX_CHARS = 1000

export type Standing = 'held' | 'open' | 'answering' | 'answered' | 'closed'

export interface Question {
  questionId: string
  viewer: string
  text: string
  askedMs: number
  standing: Standing
  /** The utterance that answers it. */
  answer?: string
  reason?: string
}

export type About = 'question' | 'answer' | 'operator' | 'urgent'
export type Verdict = 'approve' | 'hold' | 'reject'

export interface ApprovalRules {
  held: About[]
  rules: ApprovalRule[]
}

export interface ApprovalRule {
  about: About[]
  sources: string[]
  atLeastChars?: number
  atMostChars?: number
  words: string[]
  verdict: Verdict
}

export interface QuickLines {
  lines: QuickLine[]
}
/** Lines that are kept at most. */
export const QUICK_LINES_MOST = 50

export interface QuickLine {
  label: string
  text: string
  interrupt: boolean
}

export interface JournalPage {
  entries: JournalEntry[]
  newest: number
}

export interface JournalEntry {
  number: number
  atMs: number
  role: 'program' | 'operator' | 'viewer' | (string & {})
  /** Empty for the program. */
  name: string
  what: string
  subject?: string
  told: string
}

export interface SceneSet {
  scene: string
  camera: string
}

export type Fit = 'cover' | 'contain'

export interface BackdropSet {
  assets: string[]
  /** From 0. */
  slide: number
}

export interface Graphics {
  /** As `[show ...]` takes them. */
  shown: string[]
  captions: boolean
  captionStyle?: string
  label: boolean
  labelText: string
  /** Its file, where one is shown. */
  logo?: string
  /** The brand's colour, `#2f8cff`. */
  accent?: string
  /** That can be shown. */
  products?: string[]
}

/** What is not given stays. */
export interface SetGraphics {
  captions?: boolean
  captionStyle?: string
  label?: boolean
  labelText?: string
  logo?: string
  logoCorner?: string
  accent?: string
  panel?: string
  text?: string
  font?: string
}

export interface Outputs {
  outputs: OutputInfo[]
}

/** What a person attends to while not speaking. */
export type Attention = 'idle' | 'listening' | 'thinking'

export interface AttentionSet {
  person: string
  attention: Attention
}

/** Somebody on stage. */
export interface Person {
  /** As `[speaker ...]` names them. */
  name: string
  voice: string
  attention: Attention
}

export interface Stopped {
  cancelled: string[]
  /** Of `SkipSentence`: the sentence that was cut off, if one was being said. */
  skipped?: string
}

export interface Voices {
  voices: VoiceInfo[]
  current: string
}

export interface VoiceInfo {
  name: string
  engine: 'piper' | 'kokoro' | 'espeak' | 'polly' | 'openai' | 'elevenlabs' | (string & {})
  /** BCP 47, where it is known. */
  language?: string
}

export type Bus = 'voice' | 'music' | 'effects'

/** What `SetLevel` takes, in dB; at the least a bus is silent. */
export const LEVEL_DB = { least: -60, most: 12 } as const

export interface SceneInfo {
  name: string
  title: string
  cameras: string[]
}

export type UtteranceState =
  'queued' | 'held' | 'approved' | 'synthesizing' | 'speaking' | 'done' | 'cancelled'

/** By importance; a later one comes first. */
export type Kind = 'idle' | 'rundown' | 'answer' | 'operator' | 'urgent'

export interface Utterance {
  utteranceId: string
  text: string
  kind: Kind
  /** An operator's name, or `rundown`. */
  source: string
  state: UtteranceState
  reason?: string
  questionId?: string
  place?: Place
  /** Sentences that were said to their end. */
  said: number
  expiresMs?: number
  /** Who did this: an operator's name; absent for the program. */
  by?: string
}

/** What waits, in order: ids. */
export interface Order {
  queue: string[]
  held: string[]
}

export interface OutputInfo {
  name: string
  state: 'connecting' | 'live' | 'retrying' | 'failed' | 'ended' | (string & {})
  error?: string
  bytesSent: number
  bitrateKbps?: number
  droppedFrames?: number
  reconnects?: number
  /** How full what waits for the network is, 0 to 1. */
  congestion?: number
}

export interface Health {
  mediaSeconds: number
  frames: number
  skipped: number
  fps: number
  /** That a frame took, in milliseconds. */
  renderMs?: number
  peakDbfs: number | null
  levels?: Levels
}

/** Meters of the mixer. Peaks fall slowly; -120 is silence. */
export interface Levels {
  programDbfs: number
  voiceDbfs: number
  musicDbfs: number
  effectsDbfs: number
  /** Over the last three seconds. */
  shortTermLufs: number
  /** Since the program began, gated. */
  integratedLufs: number
  /** What the limiter takes off, 0 or less. */
  limiterDb: number
  /** What the music is turned down by for the voice, 0 or less. */
  duckingDb: number
  voiceLevelDb: number
  musicLevelDb: number
  effectsLevelDb: number
}

export interface Status {
  title: string
  onAir: boolean
  scene: string
  camera: string
  /** Of several, the first. */
  character: string
  people?: Person[]
  /** The one that speaks where none is named. */
  voice: string
  paused?: boolean
  speaking: Utterance | null
  queue: Utterance[]
  recent: Utterance[]
  outputs: OutputInfo[]
  health: Health
  graphics?: Graphics
}

/** `SentenceStarted`. */
export interface Sentence {
  utteranceId: string
  sentence: number
  text: string
  /** Media time of its first sample. */
  mediaSeconds: number
  durationSeconds: number
  /** Words with their start in seconds from the sentence's. */
  words: [string, number][]
  /** The voice that speaks it. */
  voice?: string
  /** Who on stage says it; empty where nobody has a name. */
  speaker?: string
}

export type CompereEvent = { seq: number } & (
  | { eventType: 'UtteranceChanged'; eventData: Utterance }
  | { eventType: 'SentenceStarted'; eventData: Sentence }
  | { eventType: 'QueueReordered'; eventData: Order }
  | { eventType: 'QuestionChanged'; eventData: Question }
  | { eventType: 'ShowChanged'; eventData: Progress }
  | { eventType: 'ShowReloaded'; eventData: { version: number } }
  | { eventType: 'ShowRefused'; eventData: { problems: string[] } }
  | { eventType: 'RulesChanged'; eventData: ApprovalRules }
  | { eventType: 'QuickLinesChanged'; eventData: QuickLines }
  | { eventType: 'ActionDone'; eventData: JournalEntry }
  | { eventType: 'SceneChanged'; eventData: SceneSet }
  | { eventType: 'BackdropChanged'; eventData: BackdropSet }
  | { eventType: 'GraphicsChanged'; eventData: Graphics }
  | { eventType: 'CameraChanged'; eventData: { camera: string } }
  | { eventType: 'PauseChanged'; eventData: { paused: boolean } }
  | { eventType: 'VoiceChanged'; eventData: { voice: string } }
  | { eventType: 'AttentionChanged'; eventData: AttentionSet }
  | { eventType: 'OutputChanged'; eventData: OutputInfo }
  | {
      eventType: 'Notice'
      eventData: { severity: 'info' | 'warning' | 'critical' | (string & {}); message: string }
    }
)
