// The words on the wire: the types are generated from `plugins/protocol` (wire.ts); numbers and limits stand here.

import type { Event, SentenceStarted } from './wire'

export type * from './wire'

export const PROTOCOL_VERSION = 1

export const Op = { Hello: 0, Identify: 1, Identified: 2, Event: 5, Request: 6, RequestResponse: 7 } as const

export const Close = {
  /** Of the WebSocket itself: places are full, or too many tries. */
  TryAgainLater: 1013,
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

/** The longest text of a `Say`, in characters. */
export const SAY_MAX_CHARS = 20_000

/** Characters of a question. */
export const QUESTION_MAX_CHARS = 1000

/** Lines that are kept at most. */
export const QUICK_LINES_MOST = 50

/** Rules that are kept at most. */
export const RULES_MOST = 1000

/** What the fields of a limit take. */
export const LIMIT = {
  waiting: { least: 1, most: 1000 },
  liveSeconds: { least: 1, most: 86_400 },
  sameTextSeconds: { least: 0, most: 86_400 },
  eachAMinute: { least: 1, most: 4000 },
  allAMinute: { least: 1, most: 4000 },
} as const

/** What `SetLevel` takes, in dB; at the least a bus is silent. */
export const LEVEL_DB = { least: -60, most: 12 } as const

export type Sentence = SentenceStarted

/** An event, with its number. */
export type CompereEvent = { seq: number } & Event
