// What the console knows, and how each message changes it. Pure: a board and a message in, a board out.

import type {
  ApprovalRules,
  CompereEvent,
  EntryInfo,
  JournalEntry,
  Order,
  Progress,
  Question,
  QuickLine,
  SceneInfo,
  SegmentInfo,
  Sentence,
  ShowInfo,
  Status,
  Utterance,
  VoiceInfo,
} from './protocol'

export interface Board {
  status: Status | undefined
  scenes: SceneInfo[]
  voices: VoiceInfo[]
  /** What is being said, and what was heard of it. */
  speaking: Utterance | undefined
  queue: Utterance[]
  held: Utterance[]
  /** Newest first. */
  recent: Utterance[]
  sentence: Sentence | undefined
  /** The rundown; none before the program has told of it. */
  show: Rundown | undefined
  progress: Progress | undefined
  /** By when they came; those that are over as well, the last of them. */
  questions: Question[]
  rules: ApprovalRules | undefined
  quickLines: QuickLine[]
  /** Who did what, in order. */
  log: JournalEntry[]
  notices: Notice[]
}

export interface Rundown {
  title: string
  version: number
  segments: SegmentInfo[]
  idle: EntryInfo[]
  keptIn: string
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
  held: [],
  recent: [],
  sentence: undefined,
  show: undefined,
  progress: undefined,
  questions: [],
  rules: undefined,
  quickLines: [],
  log: [],
  notices: [],
}

const KEPT_RECENT = 30
const KEPT_NOTICES = 4
const KEPT_LOG = 400
/** Questions that are over and stay in sight. */
const KEPT_OVER = 300
/** Milliseconds between two questions for the state: at rest, and while meters are watched. */
export const POLL_MS = 1000
const LIVELY_MS = 140

/** The state of the program. The lanes of a whole show are told by events; without one, this is all that tells them. */
export function withStatus(board: Board, status: Status): Board {
  if (board.show) return { ...board, status }
  const { speaking, queue, recent } = status
  return { ...board, status, queue, recent, ...onAir(board, speaking ?? undefined) }
}

/** The whole show, and what came while it was asked for. */
export function withShow(board: Board, info: ShowInfo, since: CompereEvent[] = []): Board {
  const { title, version, segments, idle, keptIn, progress, queue, held, recent } = info
  const questions = [...info.answered, ...info.questions].sort(byAge)
  const told: Board = {
    ...board,
    show: { title, version, segments, idle, keptIn },
    progress,
    queue,
    held,
    recent,
    questions,
    ...onAir(board, info.onAir ?? undefined),
  }
  return since.reduce(withEvent, { ...told, notices: board.notices })
}

/** Not every step is a change in the journal: of two with the same number the later holds. */
function isOlder(told: Progress, known: Progress | undefined): boolean {
  return !!known && (told.change - known.change || told.nowMs - known.nowMs) < 0
}

export function withEvent(board: Board, event: CompereEvent): Board {
  switch (event.eventType) {
    case 'UtteranceChanged':
      return withUtterance(board, event.eventData)
    case 'SentenceStarted':
      return { ...board, sentence: event.eventData }
    case 'QueueReordered':
      return withOrder(board, event.eventData)
    case 'QuestionChanged':
      return withQuestion(board, event.eventData)
    case 'ShowChanged': {
      return isOlder(event.eventData, board.progress) ? board : { ...board, progress: event.eventData }
    }
    case 'RulesChanged':
      return { ...board, rules: event.eventData }
    case 'QuickLinesChanged':
      return { ...board, quickLines: event.eventData.lines }
    case 'ActionDone':
      return withEntries(board, [event.eventData])
    case 'CameraChanged':
    case 'SceneChanged':
    case 'PauseChanged':
    case 'VoiceChanged':
      return { ...board, status: board.status && { ...board.status, ...event.eventData } }
    case 'BackdropChanged':
      return { ...board, status: board.status && { ...board.status, backdrop: event.eventData } }
    case 'GraphicsChanged':
      return { ...board, status: board.status && { ...board.status, graphics: event.eventData } }
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
      // A newer program may tell what this page does not know; and what asks for the whole state is the store's.
      return board
  }
}

/** Entries of the journal, in order and each once. */
export function withEntries(board: Board, entries: JournalEntry[]): Board {
  const newest = board.log.at(-1)?.number ?? -1
  if (entries.every((entry) => entry.number > newest)) {
    return { ...board, log: [...board.log, ...entries].slice(-KEPT_LOG) }
  }
  const all = new Map([...board.log, ...entries].map((entry) => [entry.number, entry]))
  return { ...board, log: [...all.values()].sort((a, b) => a.number - b.number).slice(-KEPT_LOG) }
}

export function withNotice(board: Board, notice: Notice): Board {
  const others = board.notices.filter((n) => n.message !== notice.message)
  const all = [...others, notice]
  if (all.length <= KEPT_NOTICES) return { ...board, notices: all }
  // The least of them goes, the oldest first: what is grave stays until it is closed.
  const least = Math.min(...all.map(gravity))
  const at = all.findIndex((n) => gravity(n) === least)
  return { ...board, notices: all.toSpliced(at, 1) }
}

const gravity = ({ severity }: Notice) => ['info', 'warning', 'critical'].indexOf(severity)

export function withoutNotice(board: Board, id: number): Board {
  return { ...board, notices: board.notices.filter((n) => n.id !== id) }
}

/** The lanes in the order told; what is told of and not known here comes with its own event. */
export function withOrder(board: Board, order: Order): Board {
  const known = new Map([...board.queue, ...board.held].map((u) => [u.utteranceId, u]))
  const of = (ids: string[]) => ids.flatMap((id) => known.get(id) ?? [])
  const told = new Set([...order.queue, ...order.held])
  const others = (lane: Utterance[]) => lane.filter((u) => !told.has(u.utteranceId))
  return {
    ...board,
    queue: [...of(order.queue), ...others(board.queue)],
    held: [...of(order.held), ...others(board.held)],
  }
}

/** How often the state is asked for; long texts less often, so that a page never takes more than 400 kB a second. */
export function pollMillis(status: Status | undefined, lively: boolean): number {
  if (!lively || !status) return POLL_MS
  const told = [...status.queue, ...status.recent, ...(status.speaking ? [status.speaking] : [])]
  const chars = told.reduce((sum, u) => sum + u.text.length, 0)
  return Math.min(POLL_MS, Math.max(LIVELY_MS, chars / 400))
}

function onAir(board: Board, speaking: Utterance | undefined): Pick<Board, 'speaking' | 'sentence'> {
  const same = speaking && board.sentence?.utteranceId === speaking.utteranceId
  return { speaking, sentence: same ? board.sentence : undefined }
}

function withUtterance(board: Board, changed: Utterance): Board {
  const other = (u: Utterance) => u.utteranceId !== changed.utteranceId
  const wasSpeaking = board.speaking && !other(board.speaking)
  const [queue, held] = [board.queue.filter(other), board.held.filter(other)]
  switch (changed.state) {
    case 'done':
    case 'cancelled': {
      const recent = [changed, ...board.recent.filter(other)].slice(0, KEPT_RECENT)
      return wasSpeaking
        ? { ...board, queue, held, recent, speaking: undefined, sentence: undefined }
        : { ...board, queue, held, recent }
    }
    case 'speaking':
      return { ...board, queue, held, ...onAir(board, changed) }
    case 'held':
      return { ...board, queue, held: inPlace(board.held, changed) }
    default:
      if (wasSpeaking && changed.state === 'synthesizing') return { ...board, speaking: changed }
      // What was put back waits again.
      return {
        ...board,
        held,
        queue: inPlace(board.queue, changed),
        ...(wasSpeaking && { speaking: undefined, sentence: undefined }),
      }
  }
}

function withQuestion(board: Board, changed: Question): Board {
  const at = board.questions.findIndex((q) => q.questionId === changed.questionId)
  if (at >= 0) return { ...board, questions: board.questions.with(at, changed) }
  const questions = [...board.questions, changed]
  if (questions.length > 1 && byAge(questions.at(-2)!, changed) > 0) questions.sort(byAge)
  return { ...board, questions: forgetOver(questions) }
}

function forgetOver(questions: Question[]): Question[] {
  let over = questions.reduce((n, q) => n + (isOver(q) ? 1 : 0), 0) - KEPT_OVER
  return over <= 0 ? questions : questions.filter((q) => !(isOver(q) && over-- > 0))
}

export function isOver({ standing }: Question): boolean {
  return standing === 'answered' || standing === 'closed'
}

const byAge = (a: Question, b: Question) => a.askedMs - b.askedMs

function inPlace(lane: Utterance[], changed: Utterance): Utterance[] {
  const at = lane.findIndex((u) => u.utteranceId === changed.utteranceId)
  return at < 0 ? [...lane, changed] : lane.with(at, changed)
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
