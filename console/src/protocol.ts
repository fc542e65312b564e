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

export const Code = { Success: 100, Busy: 207, NotReady: 208 } as const

export interface Hello {
  version: string
  rpcVersion: number
  authentication: { challenge: string; salt: string }
}

export interface Identified {
  rpcVersion: number
  seq: number
  gap: boolean
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

/** What each request takes and gives. */
export interface Requests {
  GetVersion: [Record<string, never>, { compereVersion: string; rpcVersion: number; requests: string[] }]
  GetStatus: [Record<string, never>, Status]
  Say: [{ text: string; audio?: string; interrupt?: boolean }, { utteranceId: string; ahead: number }]
  Stop: [{ keepQueue?: boolean }, Stopped]
  SkipSentence: [Record<string, never>, Stopped]
  Pause: [Record<string, never>, { paused: boolean }]
  Resume: [Record<string, never>, { paused: boolean }]
  ListVoices: [Record<string, never>, Voices]
  SetVoice: [{ voice: string }, Voices]
  SetLevel: [{ bus: Bus; levelDb: number }, Levels]
  SetCamera: [{ camera: string }, { camera: string }]
  ListScenes: [Record<string, never>, { scenes: SceneInfo[]; current: string }]
  SetAttention: [{ attention: Attention; person?: string }, AttentionSet]
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

export interface Utterance {
  utteranceId: string
  text: string
  source: 'rundown' | 'operator'
  state: UtteranceState
  reason?: string
}

export interface OutputInfo {
  name: string
  state: 'connecting' | 'live' | 'retrying' | 'failed' | 'ended' | (string & {})
  error?: string
  bytesSent: number
}

export interface Health {
  mediaSeconds: number
  frames: number
  skipped: number
  fps: number
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
}

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
