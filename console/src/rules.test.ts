import { expect, test } from 'vitest'
import {
  NEW,
  drafted,
  hiddenBy,
  isBlanket,
  isMute,
  limitDrafted,
  limitOf,
  limitsDrafted,
  ruleOf,
  rulesOf,
  swapped,
  wrongIn,
  wrongInLimit,
} from './rules'
import type { Draft, LimitDraft } from './rules'
import type { ApprovalRule, Limit } from './protocol'

const draft = (more: Partial<Draft>): Draft => ({ ...NEW, ...more })

test('a rule comes back from the form as it went in', () => {
  const rule = {
    about: ['question' as const],
    sources: ['Smith, John'],
    words: ['money back'],
    atLeastChars: 0,
    atMostChars: 120,
    verdict: 'approve' as const,
  }
  expect(ruleOf(drafted(rule))).toEqual(rule)
  expect(ruleOf(drafted({ verdict: 'hold' }))).toEqual({ about: [], sources: [], words: [], verdict: 'hold' })
})

test('lengths are whole numbers in order', () => {
  const table: [string, string, string | undefined][] = [
    ['', '', undefined],
    ['0', '120', undefined],
    ['5', '5', undefined],
    [' 5 ', '', undefined],
    ['-3', '', 'number'],
    ['', '1.5', 'number'],
    ['', 'many', 'number'],
    ['9', '8', 'range'],
  ]
  for (const [least, most, wrong] of table) expect(wrongIn(draft({ least, most }))).toBe(wrong)
})

test('a rule that never decides is found, with the one that decides before it', () => {
  const all = draft({ about: [] })
  const refund = draft({ words: ['refund'] })
  const short = draft({ most: '120' })
  const table: [Draft[], number | undefined][] = [
    [[refund, all], undefined],
    [[all, refund], 0],
    [[draft({ about: ['answer'] }), refund], undefined],
    [[short, draft({ most: '80' })], 0],
    [[short, draft({ most: '200' })], undefined],
    [[short, refund], undefined],
    [[draft({ words: ['refund', 'money'] }), refund], 0],
    [[refund, draft({ words: ['refund', 'money'] })], undefined],
    [[draft({ sources: ['ana'] }), draft({ sources: ['ana'], words: ['x'] })], 0],
    [[draft({ about: ['question'] }), all], undefined],
  ]
  for (const [drafts, by] of table) expect(hiddenBy(drafts, 1)).toBe(by)
})

test('a rule about everything is told', () => {
  expect(isBlanket(draft({ least: '0' }))).toBe(true)
  expect(isBlanket(draft({ words: ['x'] }))).toBe(false)
})

test('viewers are muted by a rule that names them and asks for nothing else', () => {
  const mute: ApprovalRule = { about: ['question'], sources: ['Tom'], verdict: 'reject' }
  const table: [Partial<ApprovalRule>, boolean][] = [
    [{}, true],
    [{ words: [] }, true],
    [{ sources: [] }, false],
    [{ words: ['x'] }, false],
    [{ atLeastChars: 200 }, false],
    [{ atMostChars: 3 }, false],
    [{ about: ['question', 'answer'] }, false],
    [{ about: [] }, false],
    [{ verdict: 'hold' }, false],
  ]
  for (const [more, is] of table) expect(isMute({ ...mute, ...more })).toBe(is)
})

test('nothing is sent while something is wrong', () => {
  expect(rulesOf(['answer'], [draft({ least: 'x' })])).toBeUndefined()
  expect(rulesOf([], Array<Draft>(1001).fill(NEW))).toBeUndefined()
  expect(rulesOf(['urgent', 'question'], [NEW])).toEqual({
    held: ['question', 'urgent'],
    rules: [ruleOf(NEW)],
  })
})

test('two change places', () => {
  expect(swapped(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  expect(swapped(['a', 'b', 'c'], 2, 3)).toEqual(['a', 'b', 'c'])
})

const LIMIT: Limit = {
  waiting: 200,
  dropOldest: true,
  liveSeconds: 1800,
  sameTextSeconds: 300,
  eachAMinute: 3,
  allAMinute: 120,
}

test('a limit comes back from the form as it went in', () => {
  expect(limitOf(limitDrafted(LIMIT))).toEqual(LIMIT)
  const least: Limit = { waiting: 30, dropOldest: false, sameTextSeconds: 0 }
  expect(limitOf(limitDrafted(least))).toEqual(least)
  expect(limitOf(limitDrafted({ waiting: 30 }))).toEqual(least)
})

test('numbers of a limit are whole and in range; only how many may wait has to be told', () => {
  const table: [Partial<LimitDraft>, string | undefined][] = [
    [{}, undefined],
    [{ liveSeconds: '', sameTextSeconds: ' ', eachAMinute: '', allAMinute: '' }, undefined],
    [{ sameTextSeconds: '0' }, undefined],
    [{ waiting: '1000', liveSeconds: '86400', allAMinute: '4000' }, undefined],
    [{ waiting: '' }, 'waiting'],
    [{ waiting: '0' }, 'waiting'],
    [{ waiting: '1001' }, 'waiting'],
    [{ liveSeconds: '0' }, 'liveSeconds'],
    [{ liveSeconds: '86401' }, 'liveSeconds'],
    [{ sameTextSeconds: '-1' }, 'sameTextSeconds'],
    [{ eachAMinute: '2.5' }, 'eachAMinute'],
    [{ allAMinute: '4001' }, 'allAMinute'],
    [{ allAMinute: 'many' }, 'allAMinute'],
  ]
  for (const [more, wrong] of table) expect(wrongInLimit({ ...limitDrafted(LIMIT), ...more })).toBe(wrong)
})

test('limits are sent of the kinds that the program told of, and only where they can be set', () => {
  const limits = limitsDrafted({ question: LIMIT, operator: { waiting: 64 } })
  expect(rulesOf([], [], limits)).toEqual({ held: [], rules: [], limits: { question: LIMIT } })
  expect(rulesOf([], [], limitsDrafted(undefined))).toEqual({ held: [], rules: [] })
  expect(rulesOf([], [], { question: { ...limitDrafted(LIMIT), waiting: '' } })).toBeUndefined()
})
