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
  Say: [{ text: string; interrupt?: boolean }, { utteranceId: string; ahead: number }]
  Stop: [{ keepQueue?: boolean }, { cancelled: string[] }]
  SetCamera: [{ camera: string }, { camera: string }]
  ListScenes: [Record<string, never>, { scenes: SceneInfo[]; current: string }]
}

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
}

export interface Status {
  title: string
  onAir: boolean
  scene: string
  camera: string
  character: string
  voice: string
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
}

export type CompereEvent = { seq: number } & (
  | { eventType: 'UtteranceChanged'; eventData: Utterance }
  | { eventType: 'SentenceStarted'; eventData: Sentence }
  | { eventType: 'CameraChanged'; eventData: { camera: string } }
  | { eventType: 'OutputChanged'; eventData: OutputInfo }
  | {
      eventType: 'Notice'
      eventData: { severity: 'info' | 'warning' | 'critical' | (string & {}); message: string }
    }
)
