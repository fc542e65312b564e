import { expect, test } from 'vitest'
import { CUSHION, Edge, isStalled } from './edge'

/** Plays a live stream of fragments through a network that may stop, and tells how it went. */
function watch({ fragment = 0.1, seconds = 30, from = 0, stops = [] as [from: number, to: number][] }) {
  const edge = new Edge()
  const step = 0.05
  let position = 0
  let end = from
  let start: number | undefined
  let stalled = 0
  let jumps = 0
  let fastest = 1
  let behind = 0
  for (let clock = 0; clock < seconds; clock += step) {
    const stopped = stops.some(([a, b]) => clock >= a && clock < b)
    if (!stopped) {
      const made = from + Math.floor((clock + 1e-9) / fragment) * fragment
      if (made > end || start === undefined) {
        start ??= Math.max(0, from - 1)
        end = made
      }
    }
    const {
      jump,
      rate,
      behind: now,
    } = edge.steer({ clock, position, ranges: start === undefined || end === start ? [] : [[start, end]] })
    if (jump !== undefined) {
      position = jump
      jumps++
    }
    const moved = Math.min(end, position + rate * step)
    if (clock > 15 && moved - position < step / 2) stalled += step
    position = moved
    fastest = Math.max(fastest, rate)
    if (clock > seconds - 5) behind = Math.max(behind, now)
  }
  return { stalled, jumps, fastest, behind, position, end }
}

test.each([0.033, 0.1, 0.5, 1])('fragments of %f s: near the edge without stalling', (fragment) => {
  const seen = watch({ fragment, from: 100 })
  expect(seen.jumps).toBe(1)
  expect(seen.stalled).toBe(0)
  expect(seen.behind).toBeLessThan(CUSHION + fragment + 0.35)
})

test('after a short pause of the network it catches up without a jump', () => {
  const seen = watch({ from: 100, stops: [[5, 6.2]] })
  expect(seen.jumps).toBe(1)
  expect(seen.fastest).toBeGreaterThan(1)
  expect(seen.behind).toBeLessThan(1)
})

test('after a long pause it jumps to the edge', () => {
  const seen = watch({ from: 100, stops: [[5, 11]] })
  expect(seen.jumps).toBe(2)
  expect(seen.behind).toBeLessThan(1)
})

test('what was left out is jumped over', () => {
  const edge = new Edge()
  expect(edge.steer({ clock: 0, position: 0, ranges: [] })).toEqual({ rate: 1, behind: 0 })
  const at = (position: number, ...ranges: [number, number][]) =>
    edge.steer({ clock: 1, position, ranges }).jump
  expect(at(0, [50, 50.1])).toBe(50)
  expect(at(50.1, [50, 50.3])).toBeUndefined()
  expect(at(50.28, [50, 50.3], [52, 53])).toBeCloseTo(53 - CUSHION - 0.2, 1)
  expect(at(60, [52, 53])).toBeGreaterThanOrEqual(52)
})

test('a picture of which nothing comes any more is not live', () => {
  expect(isStalled(100, undefined)).toBe(false)
  expect(isStalled(100, 95.5)).toBe(false)
  expect(isStalled(100.6, 95.5)).toBe(true)
})
