import { expect, test } from 'vitest'
import type { Requests } from './protocol'
import { mayAsk } from './roles'

test('a moderator decides on words, and steers nothing', () => {
  const mo = { name: 'Mo', role: 'moderator' as const }
  const may: (keyof Requests)[] = [
    'ApproveUtterance',
    'EditUtterance',
    'RejectQuestion',
    'MuteViewer',
    'GetShow',
    'GetJournal',
  ]
  const not: (keyof Requests)[] = ['Say', 'Stop', 'RemoveUtterance', 'AnswerQuestion', 'TakeOver']
  expect(may.filter((type) => !mayAsk(mo, type))).toEqual([])
  expect(not.filter((type) => mayAsk(mo, type))).toEqual([])
})

test('a viewer looks, and asks', () => {
  const vic = { name: 'Vic', role: 'viewer' as const }
  expect(mayAsk(vic, 'GetShow')).toBe(true)
  expect(mayAsk(vic, 'AskQuestion')).toBe(true)
  expect(mayAsk(vic, 'ApproveQuestion')).toBe(false)
})

test('where the program does not tell who it is, nothing is hidden', () => {
  expect(mayAsk(undefined, 'StopOutput')).toBe(true)
  expect(mayAsk({ name: 'Ana', role: 'operator' }, 'StopOutput')).toBe(true)
})
