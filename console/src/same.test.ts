import { expect, test } from 'vitest'
import { same } from './same'

test('what is told once more is the same', () => {
  const lines = [{ label: 'One moment', text: 'One moment, please.' }]
  expect(same(lines, structuredClone(lines))).toBe(true)
  expect(same(lines, [])).toBe(false)
  expect(same(lines, [...lines, ...lines])).toBe(false)
  expect(same(undefined, undefined)).toBe(true)
})
