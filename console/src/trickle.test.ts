import { beforeEach, expect, test } from 'vitest'
import { Trickle } from './trickle'

let sent: number[]
let answers: (() => void)[]
let timers: (() => void)[]
let rests: number
let trickle: Trickle<number>

beforeEach(() => {
  sent = []
  answers = []
  timers = []
  rests = 0
  trickle = new Trickle<number>(
    100,
    (value) => {
      sent.push(value)
      return new Promise((done) => answers.push(done))
    },
    () => rests++,
    (_, call) => timers.push(call),
  )
})

/** Lets everything run that waits for nothing else. */
const settle = () => new Promise((done) => setImmediate(done))
const answer = async () => {
  answers.shift()!()
  await settle()
}
const time = async () => {
  timers.shift()!()
  await settle()
}

test('the first goes at once, the last always', async () => {
  for (const value of [1, 2, 3]) trickle.push(value)
  expect(sent).toEqual([1])
  await answer()
  expect([sent, rests]).toEqual([[1], 0])
  await time()
  expect(sent).toEqual([1, 3])
  await answer()
  expect(rests).toBe(1)
  await time()
  trickle.push(4)
  expect(sent).toEqual([1, 3, 4])
})

test('a slow answer holds back what follows', async () => {
  trickle.push(1)
  trickle.push(2)
  await time()
  expect(sent).toEqual([1])
  trickle.push(5)
  await answer()
  expect(sent).toEqual([1, 5])
})

test('what comes after an answer still waits for its time', async () => {
  trickle.push(1)
  await answer()
  expect(rests).toBe(1)
  trickle.push(2)
  expect(sent).toEqual([1])
  await time()
  expect(sent).toEqual([1, 2])
})
