// What the console knows, and how each message changes it. Pure: a board and a message in, a board out.

import type { CompereEvent, SceneInfo, Sentence, Status, Utterance, VoiceInfo } from './protocol'

export interface Board {
  status: Status | undefined
  scenes: SceneInfo[]
  voices: VoiceInfo[]
  /** What is being said, and what was heard of it. */
  speaking: Utterance | undefined
  queue: Utterance[]
  /** Newest first. */
  recent: Utterance[]
  sentence: Sentence | undefined
  notices: Notice[]
}

export interface Notice {
  id: number
  severity: string
  message: string
}

export const EMPTY: Board = {
  status: undefined,
  scenes: [],
  voices: [],
  speaking: undefined,
  queue: [],
  recent: [],
  sentence: undefined,
  notices: [],
}

const KEPT_RECENT = 20
const KEPT_NOTICES = 4
/** Milliseconds between two questions for the state: at rest, and while meters are watched. */
export const POLL_MS = 1000
const LIVELY_MS = 140

export function withStatus(board: Board, status: Status): Board {
  const { speaking, queue, recent } = status
  const sentence =
    speaking && board.sentence?.utteranceId === speaking.utteranceId ? board.sentence : undefined
  return { ...board, status, speaking: speaking ?? undefined, queue, recent, sentence }
}

export function withEvent(board: Board, event: CompereEvent): Board {
  switch (event.eventType) {
    case 'UtteranceChanged':
      return withUtterance(board, event.eventData)
    case 'SentenceStarted':
      return { ...board, sentence: event.eventData }
    case 'CameraChanged':
    case 'PauseChanged':
    case 'VoiceChanged':
      return { ...board, status: board.status && { ...board.status, ...event.eventData } }
    case 'AttentionChanged': {
      const { person, attention } = event.eventData
      if (!board.status?.people) return board
      const people = board.status.people.map((p) => (p.name === person ? { ...p, attention } : p))
      return { ...board, status: { ...board.status, people } }
    }
    case 'OutputChanged': {
      const changed = event.eventData
      if (!board.status) return board
      const known = board.status.outputs.some((o) => o.name === changed.name)
      const outputs = known
        ? board.status.outputs.map((o) => (o.name === changed.name ? changed : o))
        : [...board.status.outputs, changed]
      return { ...board, status: { ...board.status, outputs } }
    }
    case 'Notice':
      return withNotice(board, { id: event.seq, ...event.eventData })
    default:
      // A newer program may tell what this page does not know.
      return board
  }
}

export function withNotice(board: Board, notice: Notice): Board {
  const others = board.notices.filter((n) => n.message !== notice.message)
  return { ...board, notices: [...others, notice].slice(-KEPT_NOTICES) }
}

export function withoutNotice(board: Board, id: number): Board {
  return { ...board, notices: board.notices.filter((n) => n.id !== id) }
}

/** How often the state is asked for; long texts less often, so that a page never takes more than 400 kB a second. */
export function pollMillis(status: Status | undefined, lively: boolean): number {
  if (!lively || !status) return POLL_MS
  const told = [...status.queue, ...status.recent, ...(status.speaking ? [status.speaking] : [])]
  const chars = told.reduce((sum, u) => sum + u.text.length, 0)
  return Math.min(POLL_MS, Math.max(LIVELY_MS, chars / 400))
}

function withUtterance(board: Board, changed: Utterance): Board {
  const other = (u: Utterance) => u.utteranceId !== changed.utteranceId
  const wasSpeaking = board.speaking && !other(board.speaking)
  switch (changed.state) {
    case 'done':
    case 'cancelled': {
      const recent = [changed, ...board.recent.filter(other)].slice(0, KEPT_RECENT)
      const queue = board.queue.filter(other)
      return wasSpeaking
        ? { ...board, queue, recent, speaking: undefined, sentence: undefined }
        : { ...board, queue, recent }
    }
    case 'speaking': {
      const sentence = board.sentence?.utteranceId === changed.utteranceId ? board.sentence : undefined
      return { ...board, speaking: changed, queue: board.queue.filter(other), sentence }
    }
    default: {
      if (wasSpeaking) return { ...board, speaking: changed }
      const known = !board.queue.every(other)
      const queue = known ? board.queue.map((u) => (other(u) ? u : changed)) : [...board.queue, changed]
      return { ...board, queue }
    }
  }
}

/** The word of a sentence that is heard `at` seconds after its start, and how much of the sentence is over. */
export function progress(sentence: Sentence, at: number): { word: number; part: number } {
  const part = sentence.durationSeconds > 0 ? Math.min(1, Math.max(0, at / sentence.durationSeconds)) : 1
  return { word: sentence.words.findLastIndex(([, start]) => start <= at), part }
}

/** Hours, minutes and seconds. */
export function timeCode(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

/** Bytes as people read them. */
export function byteCount(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}
