import { expect, test } from 'vitest'
import {
  EMPTY,
  byteCount,
  pollMillis,
  progress,
  timeCode,
  withEntries,
  withEvent,
  withNotice,
  withShow,
  withStatus,
} from './board'
import type { Board } from './board'
import type {
  CompereEvent,
  JournalEntry,
  Progress,
  Question,
  Sentence,
  ShowInfo,
  Standing,
  Status,
  Utterance,
  UtteranceState,
} from './protocol'

const utterance = (utteranceId: string, state: UtteranceState): Utterance => ({
  utteranceId,
  text: utteranceId,
  kind: 'operator',
  source: 'operator',
  state,
  said: 0,
})
const sentence: Sentence = {
  utteranceId: 'a',
  sentence: 0,
  text: 'one two',
  mediaSeconds: 5,
  durationSeconds: 2,
  words: [
    ['one', 0.1],
    ['two', 1],
  ],
}
const changed = (id: string, state: UtteranceState): CompereEvent => ({
  seq: 1,
  eventType: 'UtteranceChanged',
  eventData: utterance(id, state),
})
const names = (board: Board) => [
  board.speaking?.utteranceId,
  board.queue.map((u) => u.utteranceId).join(''),
  board.recent.map((u) => u.utteranceId).join(''),
]
const after = (...events: CompereEvent[]) => events.reduce(withEvent, EMPTY)

test('an utterance goes through its life', () => {
  const begun = [changed('a', 'queued'), changed('b', 'queued'), changed('a', 'synthesizing')]
  expect(names(after(...begun))).toEqual([undefined, 'ab', ''])
  expect(after(...begun).queue[0]!.state).toBe('synthesizing')
  const spoken = [
    ...begun,
    changed('a', 'speaking'),
    { seq: 2, eventType: 'SentenceStarted', eventData: sentence } as const,
  ]
  expect(names(after(...spoken))).toEqual(['a', 'b', ''])
  expect(after(...spoken).sentence).toBe(sentence)
  expect(names(after(...spoken, changed('b', 'cancelled')))).toEqual(['a', '', 'b'])
  const done = after(...spoken, changed('a', 'done'))
  expect(names(done)).toEqual([undefined, 'b', 'a'])
  expect(done.sentence).toBeUndefined()
})

test('what is told twice changes nothing', () => {
  expect(names(after(changed('a', 'done'), changed('a', 'done')))).toEqual([undefined, '', 'a'])
  expect(names(after(changed('a', 'queued'), changed('a', 'queued')))).toEqual([undefined, 'a', ''])
})

test('the next utterance does not show the sentence of the last', () => {
  const board = after({ seq: 1, eventType: 'SentenceStarted', eventData: sentence }, changed('b', 'speaking'))
  expect(board.sentence).toBeUndefined()
})

const status: Status = {
  title: 't',
  onAir: true,
  scene: 'studio',
  camera: 'wide',
  character: 'kai',
  voice: 'joe',
  speaking: utterance('a', 'speaking'),
  queue: [utterance('b', 'queued')],
  recent: [],
  outputs: [{ name: 'file', state: 'live', bytesSent: 1 }],
  health: { mediaSeconds: 1, frames: 1, skipped: 0, fps: 30, peakDbfs: -120 },
}

test('the whole state replaces what events told', () => {
  const board = withStatus({ ...after(changed('z', 'queued')), sentence }, status)
  expect(names(board)).toEqual(['a', 'b', ''])
  expect(board.sentence).toBe(sentence)
  expect(withStatus(board, { ...status, speaking: null }).sentence).toBeUndefined()
})

test('people attend to something else', () => {
  const person = (name: string) => ({ name, voice: 'joe', attention: 'idle' as const })
  const board = withStatus(EMPTY, { ...status, people: [person('kai'), person('emma')] })
  const eventData = { person: 'emma', attention: 'thinking' as const }
  const after = withEvent(board, { seq: 1, eventType: 'AttentionChanged', eventData })
  expect(after.status!.people!.map((p) => p.attention)).toEqual(['idle', 'thinking'])
})

test('outputs and cameras change in place', () => {
  const output = (name: string): CompereEvent => ({
    seq: 1,
    eventType: 'OutputChanged',
    eventData: { name, state: 'failed', bytesSent: 2 },
  })
  const board = withStatus(EMPTY, status)
  expect(withEvent(board, output('file')).status!.outputs.map((o) => o.state)).toEqual(['failed'])
  expect(withEvent(board, output('new')).status!.outputs).toHaveLength(2)
  expect(withEvent(EMPTY, output('new'))).toEqual(EMPTY)
  const moved = withEvent(board, { seq: 1, eventType: 'CameraChanged', eventData: { camera: 'close' } })
  expect(moved.status!.camera).toBe('close')
})

test('a pause and another voice change in place', () => {
  const board = withStatus(EMPTY, status)
  const paused = withEvent(board, { seq: 1, eventType: 'PauseChanged', eventData: { paused: true } })
  expect([board.status!.paused, paused.status!.paused]).toEqual([undefined, true])
  const other = withEvent(paused, { seq: 2, eventType: 'VoiceChanged', eventData: { voice: 'amy' } })
  expect([other.status!.voice, other.status!.paused, other.status!.camera]).toEqual(['amy', true, 'wide'])
  expect(withEvent(EMPTY, { seq: 1, eventType: 'PauseChanged', eventData: { paused: true } })).toEqual(EMPTY)
})

test('the state is asked for often only while meters are watched and it is small', () => {
  const long = { ...status, recent: [{ ...utterance('c', 'done'), text: 'x'.repeat(100_000) }] }
  expect([pollMillis(status, false), pollMillis(undefined, true)]).toEqual([1000, 1000])
  expect(pollMillis(status, true)).toBeLessThan(200)
  expect(pollMillis(long, true)).toBeGreaterThan(240)
  expect(pollMillis({ ...long, queue: Array(9).fill(long.recent[0]) }, true)).toBe(1000)
})

test('notices are few, and not repeated', () => {
  const board = [1, 2, 3, 4, 5, 5].reduce(
    (b, n, id) => withNotice(b, { id, severity: 'info', message: String(n) }),
    EMPTY,
  )
  expect(board.notices.map((n) => n.message)).toEqual(['2', '3', '4', '5'])
  // What is grave is not pushed out by what is only good to know.
  const grave = withNotice(board, { id: 9, severity: 'critical', message: 'STOP failed' })
  const after = ['a', 'b', 'c', 'd', 'e'].reduce(
    (b, message, id) =>
      withNotice(b, { id: 20 + id, severity: message === 'c' ? 'warning' : 'info', message }),
    grave,
  )
  expect(after.notices.map((n) => n.message)).toEqual(['STOP failed', 'c', 'd', 'e'])
})

test('an unknown event is left alone', () => {
  expect(withEvent(EMPTY, { seq: 1, eventType: 'Later', eventData: {} } as unknown as CompereEvent)).toBe(
    EMPTY,
  )
})

test('the word that is heard', () => {
  expect(progress(sentence, -1)).toEqual({ word: -1, part: 0 })
  expect(progress(sentence, 0.5)).toEqual({ word: 0, part: 0.25 })
  expect(progress(sentence, 9)).toEqual({ word: 1, part: 1 })
  expect(progress({ ...sentence, durationSeconds: 0, words: [] }, 0)).toEqual({ word: -1, part: 1 })
})

test('numbers as people read them', () => {
  expect(timeCode(3725.9)).toBe('1:02:05')
  expect(timeCode(-1)).toBe('0:00:00')
  expect([0, 999, 1500, 2_340_000, 5e12].map(byteCount)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '2.3 MB',
    '5.0 TB',
  ])
})

const PROGRESS: Progress = {
  change: 10,
  nowMs: 0,
  place: { segment: 0, paragraph: 0 },
  sentence: 0,
  rounds: 0,
  over: false,
  auto: true,
}
const INFO: ShowInfo = {
  progress: PROGRESS,
  title: 'x',
  version: 1,
  segments: [],
  idle: [],
  onAir: null,
  queue: [utterance('a', 'approved'), utterance('b', 'approved')],
  held: [utterance('h', 'held')],
  recent: [],
  questions: [],
  answered: [],
  keptIn: 'journal',
}
const question = (n: number, standing: Standing): Question => ({
  questionId: `q${n}`,
  viewer: 'x',
  text: '',
  askedMs: n,
  standing,
})
const asked = (q: Question): CompereEvent => ({ seq: 1, eventType: 'QuestionChanged', eventData: q })
const lanes = (board: Board) => [board.queue, board.held].map((of) => of.map((u) => u.utteranceId).join(''))

test('what came while the whole show was asked for is laid over it', () => {
  const board = withShow(EMPTY, INFO, [changed('a', 'speaking'), changed('c', 'queued')])
  expect([board.speaking?.utteranceId, ...lanes(board)]).toEqual(['a', 'bc', 'h'])
})

test('consent moves between the lanes', () => {
  const board = withShow(EMPTY, INFO)
  const events = [changed('h', 'approved'), changed('a', 'held')]
  expect(lanes(events.reduce(withEvent, board))).toEqual(['bh', 'a'])
})

test('what a takeover cuts waits again', () => {
  const board = [changed('a', 'speaking'), changed('a', 'queued')].reduce(withEvent, withShow(EMPTY, INFO))
  expect(board.speaking).toBeUndefined()
  expect(lanes(board)).toEqual(['ba', 'h'])
})

test('an order that is told holds, and forgets nobody', () => {
  const order = (queue: string[], held: string[]): CompereEvent => ({
    seq: 1,
    eventType: 'QueueReordered',
    eventData: { queue, held },
  })
  const board = withShow(EMPTY, INFO)
  expect(lanes(withEvent(board, order(['b', 'a'], ['h'])))).toEqual(['ba', 'h'])
  expect(lanes(withEvent(board, order(['h', 'b'], [])))).toEqual(['hba', ''])
  expect(lanes(withEvent(board, order(['not known'], [])))).toEqual(['ab', 'h'])
})

test('where a show is known, GetStatus does not touch its lanes', () => {
  const status = { title: 'y', speaking: null, queue: [], recent: [] } as unknown as Status
  const board = withStatus(withShow(EMPTY, INFO), status)
  expect(lanes(board)).toEqual(['ab', 'h'])
  expect(board.status?.title).toBe('y')
})

test('questions stand by when they came, each once', () => {
  const board = [question(2, 'open'), question(1, 'held'), question(2, 'answered')]
    .map(asked)
    .reduce(withEvent, EMPTY)
  expect(board.questions.map((q) => `${q.questionId} ${q.standing}`)).toEqual(['q1 held', 'q2 answered'])
})

test('of 2,000 questions all that are open are kept, and some that are over', () => {
  const all = Array.from({ length: 2000 }, (_, n) => question(n, n % 2 ? 'open' : 'closed'))
  const { questions } = all.map(asked).reduce(withEvent, EMPTY)
  expect(questions.filter((q) => q.standing === 'open')).toHaveLength(1000)
  expect(questions.filter((q) => q.standing === 'closed')).toHaveLength(300)
})

test('an older progress does not put a newer one back', () => {
  const told = (change: number, sentence: number): CompereEvent => ({
    seq: 1,
    eventType: 'ShowChanged',
    eventData: { ...PROGRESS, change, sentence },
  })
  const board = [told(12, 2), told(11, 1)].reduce(withEvent, withShow(EMPTY, INFO))
  expect(board.progress?.sentence).toBe(2)
  // Of two with the same number, the earlier one: told again after the connection was lost.
  const again = told(12, 1)
  const before = { ...again, eventData: { ...again.eventData, nowMs: PROGRESS.nowMs - 1 } } as CompereEvent
  expect(withEvent(board, before)).toBe(board)
  expect(withEvent(board, told(12, 3)).progress?.sentence).toBe(3)
})

test('the log is in order, each entry once', () => {
  const entry = (number: number): JournalEntry => ({
    number,
    atMs: 0,
    role: 'operator',
    name: '',
    what: '',
    told: '',
  })
  const live = withEntries(EMPTY, [entry(5), entry(6)])
  expect(withEntries(live, [entry(3), entry(5), entry(4)]).log.map((e) => e.number)).toEqual([3, 4, 5, 6])
})
