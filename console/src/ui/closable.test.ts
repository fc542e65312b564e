import { expect, test } from 'vitest'
import { closable, closeNewest, closedElsewhere, elseDone } from './closable'

test('Escape closes the newest, and twice stops whatever is open', () => {
  const closed: string[] = []
  for (const name of ['a', 'b', 'c']) closable(() => closed.push(name))
  expect(closeNewest(5000)).toBe(true)
  expect(closeNewest(5300)).toBe(false)
  expect(closeNewest(7000)).toBe(true)
  expect(closed).toEqual(['c', 'b'])
  // Not one after the other: a key was pressed between them.
  elseDone()
  expect(closeNewest(7200)).toBe(true)
  expect(closeNewest(11000)).toBe(false)
})

test('an Escape that something else took is the first of two', () => {
  elseDone()
  const forget = closable(() => {})
  closedElsewhere(5000)
  expect(closeNewest(5300)).toBe(false)
  forget()
})
