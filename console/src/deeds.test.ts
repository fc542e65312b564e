import { afterEach, expect, test, vi } from 'vitest'

vi.stubGlobal('sessionStorage', { getItem: () => null })
const { deed, doneTo } = await import('./deeds')
const { board } = await import('./store')
const { EMPTY } = await import('./board')

afterEach(() => void (board.value = EMPTY))

const entry = (told: string, more = {}) => ({
  number: 1,
  atMs: 0,
  role: 'operator',
  name: 'mia',
  what: 'questionTurned',
  subject: 'q1',
  told,
  ...more,
})
const question = {
  questionId: 'q1',
  viewer: 'Elif',
  text: '[smile] Does it float?',
  askedMs: 0,
  standing: 'open' as const,
}

test('what was done is told with the words, not with the name that programs use', () => {
  board.value = { ...EMPTY, questions: [question] }
  expect(deed(entry('approved q1'))).toBe('approved “Does it float?”')
  // What is already told, and what nobody knows any more, stays.
  expect(deed(entry('asked: [smile] Does it float?'))).toBe('asked: [smile] Does it float?')
  expect(deed(entry('approved q7', { subject: 'q7' }))).toBe('approved q7')
})

test('who did something last to a question is known', () => {
  const log = [
    entry('asked', { role: 'viewer', name: 'Elif' }),
    entry('held q1', { name: 'Ana' }),
    entry('approved q1'),
    entry('q1 was answered', { role: 'program', name: '' }),
  ]
  board.value = { ...EMPTY, log }
  expect(doneTo.value.get('q1')?.name).toBe('mia')
})
