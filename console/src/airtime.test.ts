import { expect, test } from 'vitest'
import { airNow, drift, segmentTime, setAirTime, span } from './airtime'
import type { SegmentInfo } from './protocol'

const segment = (seconds?: number, loops?: number): SegmentInfo => ({
  heading: '',
  entries: [],
  ...(seconds !== undefined && { seconds }),
  ...(loops !== undefined && { loops }),
})

test('spans are read at a glance', () => {
  const table: [number, string][] = [
    [0, '0:00'],
    [9.9, '0:09'],
    [61, '1:01'],
    [3600, '1:00:00'],
    [7325, '2:02:05'],
    [-61, '−1:01'],
    [-0.4, '0:00'],
  ]
  for (const [seconds, text] of table) expect(span(seconds)).toBe(text)
})

test("air time follows the program's clock", () => {
  setAirTime(5000, 1000)
  expect(airNow(1000)).toBe(5000)
  expect(airNow(1500)).toBe(5500)
})

test('a segment has time left, or is over it', () => {
  expect(segmentTime(segment(60), 0, 45_000)).toEqual({ remains: 15, over: false })
  expect(segmentTime(segment(60), 0, 75_000)).toEqual({ remains: -15, over: true })
  expect(segmentTime(segment(), 0, 1)).toBeUndefined()
  expect(segmentTime(segment(60), undefined, 1)).toBeUndefined()
})

test('a show is late or early against the time that its segments are given', () => {
  const plan = [segment(60), segment(30, 2), segment(10)]
  expect(drift(plan, 1, 0, 70_000)).toBe(10)
  expect(drift(plan, 2, 0, 100_000)).toBe(-20)
  // Nothing was planned before the first, nor where one before has no time.
  expect(drift(plan, 0, 0, 5000)).toBeUndefined()
  expect(drift([segment(), segment(10)], 1, 0, 5000)).toBeUndefined()
})
