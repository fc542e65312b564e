import { expect, test } from 'vitest'
import { Rates, bitrate } from './rates'

test('a rate is what was sent over the last seconds', () => {
  const rates = new Rates()
  expect(rates.kbps('a')).toBeUndefined()
  rates.note('a', 0, 0)
  expect(rates.kbps('a')).toBeUndefined()
  for (let second = 1; second <= 20; second++) rates.note('a', second * 250_000, second * 1000)
  expect(rates.kbps('a')).toBe(2000)
})

test('an output that begins anew has no rate of its life before', () => {
  const rates = new Rates()
  rates.note('a', 9_000_000, 0)
  rates.note('a', 9_250_000, 1000)
  rates.note('a', 10, 2000)
  expect(rates.kbps('a')).toBeUndefined()
})

test('rates are read as operators say them', () => {
  expect(bitrate(812.4)).toBe('812 kb/s')
  expect(bitrate(3480)).toBe('3.5 Mb/s')
})
