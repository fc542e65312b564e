import { expect, test } from 'vitest'
import {
  asLevel,
  decibels,
  faderPart,
  faderText,
  heldDbfs,
  hold,
  isOver,
  loudnessPart,
  loudnessText,
  peakText,
  rangeParts,
  verdict,
} from './levels'
import type { Held } from './levels'

test('the loudest is kept a while and then falls', () => {
  let held: Held = hold(undefined, -20, 0)
  held = hold(held, -6, 100)
  held = hold(held, -40, 1500)
  expect(heldDbfs(held, 1500)).toBe(-6)
  expect(heldDbfs(held, 2600)).toBeCloseTo(-26)
  // What is louder now takes its place at once.
  held = hold(held, -10, 2600)
  expect(heldDbfs(held, 2600)).toBe(-10)
  // And so does what it has fallen below.
  held = hold(hold(held, -30, 2700), -30, 9000)
  expect(heldDbfs(held, 9000)).toBe(-30)
})

test('loudness is judged against the target', () => {
  const table = [
    [-16, 'right', 'right'],
    [-15.0, 'right', 'right'],
    [-17.04, 'right', 'right'],
    [-14.9, 'loud', 'right'],
    [-17.2, 'quiet', 'right'],
    [-11.5, 'loud', 'loud'],
    [-21, 'quiet', 'quiet'],
    [-36, 'quiet', 'none'],
    [-120, 'none', 'none'],
    [NaN, 'none', 'none'],
  ] as const
  for (const [lufs, integrated, shortTerm] of table) {
    expect([lufs, verdict(lufs, 'integrated'), verdict(lufs, 'shortTerm')]).toEqual([
      lufs,
      integrated,
      shortTerm,
    ])
  }
})

test('where things stand on their scales', () => {
  expect([-120, -34, -19, -4, 3].map(loudnessPart)).toEqual([0, 0, 0.5, 1, 1])
  const [from, to] = rangeParts('integrated')
  expect([loudnessPart(-17), loudnessPart(-15)]).toEqual([from, to])
  expect([-60, -24, 12, NaN].map(faderPart)).toEqual([0, 0.5, 1, 0])
  expect([-99, -60, 3.5, 40, NaN].map(asLevel)).toEqual([-60, -60, 3.5, 12, 0])
  expect([isOver(-1), isOver(-0.5)]).toEqual([false, true])
})

test('levels as people read them', () => {
  expect([-6, 0, -0.04, 3].map((db) => decibels(db))).toEqual(['−6.0', '0.0', '0.0', '3.0'])
  expect([-60, -59.5, 0, 3].map(faderText)).toEqual(['off', '−59.5', '0.0', '+3.0'])
  expect([-120, -100, -42.25].map(peakText)).toEqual(['−∞', '−∞', '−42.3'])
  expect([-120, -16.04].map(loudnessText)).toEqual(['–', '−16.0'])
})
