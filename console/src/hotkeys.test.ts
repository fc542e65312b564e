import { expect, test } from 'vitest'
import { SHOWN_KEYS, actionOf, composing } from './hotkeys'
import type { Key } from './hotkeys'
import { en } from './words/en'

const press = (key: string, more: Partial<Key> = {}): Key => ({
  key,
  code: /^[0-9]$/.test(key) ? `Digit${key}` : /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
})

test('what stops and steers works while a line is typed', () => {
  const table: [Key, string][] = [
    [press('Escape'), 'stop'],
    [press('Escape', { shiftKey: true }), 'safe'],
    [press('F8'), 'pause'],
    [press('Pause'), 'pause'],
    [press('F9'), 'skip'],
    [press('F4'), 'go'],
    [press('F4', { shiftKey: true }), 'auto'],
    [press('F7'), 'takeover'],
    [press('F1'), 'help'],
    [press('a', { altKey: true }), 'approve'],
    [press('x', { altKey: true }), 'reject'],
    [press('e', { altKey: true }), 'edit'],
    [press('p', { altKey: true }), 'chatPause'],
    [press('t', { altKey: true }), 'take'],
  ]
  for (const typing of [true, false]) {
    for (const [key, does] of table) expect(actionOf(key, typing)?.does).toBe(does)
  }
})

test('what types a character is left to what is typed', () => {
  expect(actionOf(press('3'), false)).toEqual({ does: 'quick', index: 2 })
  expect(actionOf(press('?', { shiftKey: true, code: 'Slash' }), false)).toEqual({ does: 'help' })
  expect(actionOf(press('3'), true)).toBeUndefined()
  expect(actionOf(press('?', { shiftKey: true, code: 'Slash' }), true)).toBeUndefined()
})

test('cameras are under Alt, by the place of the key', () => {
  expect(actionOf(press('1', { altKey: true }), true)).toEqual({ does: 'camera', index: 0 })
  expect(actionOf(press('¡', { code: 'Digit1', altKey: true }), false)).toEqual({ does: 'camera', index: 0 })
  expect(actionOf(press('0', { altKey: true }), true)).toBeUndefined()
})

test('what Option types on a Mac is typed, and acts only where nothing is typed', () => {
  const table: [string, string, string][] = [
    ['[', 'Digit5', 'camera'],
    ['¡', 'Digit1', 'camera'],
    ['ą', 'KeyA', 'approve'],
    ['å', 'KeyA', 'approve'],
    ['Å', 'KeyA', 'approve'],
    ['Dead', 'KeyE', 'edit'],
    ['π', 'KeyP', 'chatPause'],
  ]
  for (const [key, code, does] of table) {
    expect(actionOf(press(key, { code, altKey: true }), true, true)).toBeUndefined()
    expect(actionOf(press(key, { code, altKey: true }), false, true)?.does).toBe(does)
  }
  expect(actionOf(press('A', { code: 'KeyA', altKey: true }), true, true)?.does).toBe('approve')
})

test('letters are found on every keyboard', () => {
  const table: [string, string, string | undefined][] = [
    ['ф', 'KeyA', 'approve'],
    ['З', 'KeyP', 'chatPause'],
    ['a', 'KeyQ', 'approve'],
    ['q', 'KeyA', undefined],
    ['&', 'Digit1', 'camera'],
  ]
  for (const typing of [true, false]) {
    for (const [key, code, does] of table) {
      expect(actionOf(press(key, { code, altKey: true }), typing, false)?.does).toBe(does)
    }
  }
})

test('keys of a word that is being composed are told, also by Safari', () => {
  expect(composing({ isComposing: true, keyCode: 13 })).toBe(true)
  expect(composing({ isComposing: false, keyCode: 229 })).toBe(true)
  expect(composing({ isComposing: false, keyCode: 13 })).toBe(false)
})

test("the browser's and the system's own keys are left alone", () => {
  for (const key of ['Escape', 'F4', '1', 'a']) {
    expect(actionOf(press(key, { ctrlKey: true }), false)).toBeUndefined()
    expect(actionOf(press(key, { metaKey: true }), false)).toBeUndefined()
  }
  expect(actionOf(press('F8', { shiftKey: true }), false)).toBeUndefined()
})

test('every key that is shown has its words', () => {
  for (const [, words] of SHOWN_KEYS) expect(en[words]).toBeTruthy()
})
