import { expect, test } from 'vitest'
import { count, seen } from './chat'
import type { View } from './chat'
import type { Question, Standing } from './protocol'

const question = (n: number, standing: Standing = 'open', text = `question ${n}`): Question => ({
  questionId: `q${n}`,
  viewer: n % 2 ? 'Ann' : 'Bo',
  text,
  askedMs: n,
  standing,
})
const VIEW: View = { filter: 'open', search: '', pausedAtMs: undefined, most: 10, kept: [] }
const ids = (questions: Question[], view: Partial<View> = {}) =>
  seen(questions, { ...VIEW, ...view }).shown.map((q) => q.questionId)

test('each filter shows what it says', () => {
  const all: Standing[] = ['held', 'open', 'answering', 'answered', 'closed']
  const questions = all.map((standing, n) => question(n, standing))
  expect(ids(questions)).toEqual(['q0', 'q1', 'q2'])
  expect(ids(questions, { filter: 'held' })).toEqual(['q0'])
  expect(ids(questions, { filter: 'all' })).toHaveLength(5)
  expect([count(questions, 'held'), count(questions, 'open'), count(questions, 'all')]).toEqual([1, 3, 5])
})

test('the search looks at words and viewers, in any case', () => {
  const questions = [question(1, 'open', 'Is it WATERPROOF?'), question(2, 'open', 'How heavy?')]
  expect(ids(questions, { search: ' waterproof ' })).toEqual(['q1'])
  expect(ids(questions, { search: 'bo' })).toEqual(['q2'])
  expect(ids(questions, { search: 'nothing' })).toEqual([])
})

test('a stopped list stands still and counts what came', () => {
  const before = [question(1), question(2)]
  const now = [...before, question(3), question(4), question(5, 'closed')]
  const { shown, fresh } = seen(now, { ...VIEW, pausedAtMs: 2 })
  expect(shown).toEqual(before)
  expect(fresh).toBe(2)
})

test('of many, only the newest are drawn', () => {
  const many = Array.from({ length: 2000 }, (_, n) => question(n))
  const { shown, older, fresh } = seen(many, VIEW)
  expect(shown.map((q) => q.questionId)).toEqual(Array.from({ length: 10 }, (_, n) => `q${1990 + n}`))
  expect([older, fresh]).toEqual([1990, 0])
})

test('what somebody writes about stays in sight, in its place, as it is now', () => {
  const before = question(2)
  const now = [question(1), question(2, 'closed'), question(3)]
  const { shown, older, fresh } = seen(now, { ...VIEW, kept: [before] })
  expect(shown).toEqual(now)
  expect([older, fresh]).toEqual([0, 0])
  expect(ids(now, { search: 'nothing', kept: [before] })).toEqual(['q2'])
  // Forgotten by the program, or too old to be drawn.
  expect(seen([question(1), question(3)], { ...VIEW, kept: [before] }).shown).toEqual([
    question(1),
    before,
    question(3),
  ])
  expect(ids(now, { filter: 'all', most: 1, kept: [now[0]!] })).toEqual(['q1', 'q3'])
})
