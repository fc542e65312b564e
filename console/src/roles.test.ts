import { expect, test } from 'vitest'
import type { Requests } from './protocol'
import { mayAsk, speaksHere } from './roles'

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

test('only who took over speaks, until it is handed back', () => {
  const ana = { name: 'Ana', role: 'operator' as const }
  expect(speaksHere(ana, 'Ana')).toBe(true)
  expect(speaksHere(ana, 'Ben')).toBe(false)
  expect(speaksHere(ana, undefined)).toBe(false)
  expect(speaksHere(undefined, 'operator')).toBe(true)
  expect(speaksHere(undefined, undefined)).toBe(false)
})
