import { expect, test } from 'vitest'
import { closable, closeNewest, elseDone } from './closable'

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
