import { expect, test } from 'vitest'
import { dropped, gapAt, moved, stepped, watched, withGone } from './lanes'
import type { Kind, Utterance } from './protocol'

const lane = (kinds: Record<string, Kind>): Utterance[] =>
  Object.entries(kinds).map(([utteranceId, kind]) => ({
    utteranceId,
    kind,
    text: utteranceId,
    source: 'x',
    state: 'approved',
    said: 0,
  }))
const QUEUE = lane({ u: 'urgent', a: 'operator', b: 'operator', c: 'operator', x: 'answer', y: 'answer' })
const after = (id: string, gap: number) => {
  const move = dropped(QUEUE, id, gap)
  return (move ? moved(QUEUE, move) : QUEUE).map((u) => u.utteranceId).join('')
}

test('what is dropped among its like goes there', () => {
  const table: [string, number, string][] = [
    ['c', 1, 'ucabxy'],
    ['c', 2, 'uacbxy'],
    ['a', 3, 'ubacxy'],
    ['a', 4, 'ubcaxy'],
    ['y', 4, 'uabcyx'],
    ['x', 6, 'uabcyx'],
  ]
  for (const [id, gap, expected] of table) expect([id, gap, after(id, gap)]).toEqual([id, gap, expected])
})

test('beside itself, or among another kind, it stays', () => {
  const table: [string, number][] = [
    ['a', 1],
    ['a', 2],
    ['a', 0],
    ['a', 5],
    ['a', 6],
    ['x', 0],
    ['x', 1],
    ['u', 2],
    ['nobody', 1],
  ]
  for (const [id, gap] of table) expect([id, gap, dropped(QUEUE, id, gap)]).toEqual([id, gap, undefined])
  // One that was taken stands before those of other kinds.
  const taken = lane({ p: 'answer', a: 'operator', q: 'answer', r: 'answer' })
  for (const gap of [0, 1]) expect(dropped(taken, 'q', gap)).toBeUndefined()
  expect(stepped(taken, 'q', -1)).toBeUndefined()
  expect(dropped(taken, 'p', 4)).toBeUndefined()
})

test('the end of a kind is asked for without a `before`', () => {
  expect(dropped(QUEUE, 'a', 4)).toEqual({ utteranceId: 'a' })
  expect(dropped(QUEUE, 'a', 3)).toEqual({ utteranceId: 'a', before: 'c' })
})

test('the keyboard steps within a kind', () => {
  const step = (id: string, by: -1 | 1) => {
    const move = stepped(QUEUE, id, by)
    return (
      move &&
      moved(QUEUE, move)
        .map((u) => u.utteranceId)
        .join('')
    )
  }
  expect(step('b', -1)).toBe('ubacxy')
  expect(step('b', 1)).toBe('uacbxy')
  expect(step('a', -1)).toBeUndefined()
  expect(step('c', 1)).toBeUndefined()
  expect(step('y', 1)).toBeUndefined()
})

test('a move that names nobody changes nothing', () => {
  expect(moved(QUEUE, { utteranceId: 'nobody' })).toBe(QUEUE)
  expect(moved(QUEUE, { utteranceId: 'a', before: 'nobody' })).toBe(QUEUE)
})

test('the gap is before the first row whose middle is below the pointer', () => {
  expect(gapAt([10, 30, 50], 5)).toBe(0)
  expect(gapAt([10, 30, 50], 31)).toBe(2)
  expect(gapAt([10, 30, 50], 99)).toBe(3)
  expect(gapAt([], 1)).toBe(0)
})

test('what somebody changes stays in its place where it is gone, until it is left', () => {
  const lanes = { held: [], queue: QUEUE }
  const there = watched('b', lanes, undefined)
  expect(there).toMatchObject({ lane: 'queue', at: 2, gone: false })
  const queue = QUEUE.filter((u) => u.utteranceId !== 'b')
  const gone = watched('b', { held: [], queue }, there)
  expect(gone).toEqual({ ...there, gone: true })
  const shown = (of: Utterance[]) => withGone(of, 'queue', gone).map((u) => u.utteranceId)
  expect(shown(queue).join('')).toBe('uabcxy')
  expect(shown([])).toEqual(['b'])
  expect(withGone([], 'held', gone)).toEqual([])
  expect(withGone(QUEUE, 'queue', there)).toBe(QUEUE)
  // Back again, in another lane; another; left.
  expect(watched('b', { held: [QUEUE[2]!], queue }, gone)).toMatchObject({ lane: 'held', gone: false })
  expect(watched('z', lanes, there)).toBeUndefined()
  expect(watched(undefined, lanes, there)).toBeUndefined()
})
