// Rules of what is approved, held and rejected, and limits of what comes in, as they are edited: between the wire and a form. Pure.

import { LIMIT, RULES_MOST } from './protocol'
import type { About, ApprovalRule, ApprovalRules, Limit, Limits, Verdict } from './protocol'

export const ABOUT: About[] = ['question', 'answer', 'operator', 'urgent']
export const VERDICTS: Verdict[] = ['approve', 'hold', 'reject']

/** A rule in a form: lengths are what was typed. */
export interface Draft {
  about: About[]
  sources: string[]
  words: string[]
  least: string
  most: string
  verdict: Verdict
}

export const NEW: Draft = {
  about: ['question'],
  sources: [],
  words: [],
  least: '',
  most: '',
  verdict: 'hold',
}

export function drafted(rule: ApprovalRule): Draft {
  const { about = [], sources = [], words = [], atLeastChars, atMostChars, verdict } = rule
  const typed = (chars: number | undefined) => (chars === undefined ? '' : String(chars))
  return { about, sources, words, least: typed(atLeastChars), most: typed(atMostChars), verdict }
}

export function ruleOf({ about, sources, words, least, most, verdict }: Draft): ApprovalRule {
  return {
    about,
    sources,
    words,
    ...(least.trim() && { atLeastChars: Number(least) }),
    ...(most.trim() && { atMostChars: Number(most) }),
    verdict,
  }
}

export type Wrong = 'number' | 'range'

/** What keeps a rule from being set. */
export function wrongIn({ least, most }: Draft): Wrong | undefined {
  if (![least, most].every((typed) => /^\d{0,6}$/.test(typed.trim()))) return 'number'
  return least.trim() && most.trim() && Number(least) > Number(most) ? 'range' : undefined
}

/** Whether all that `later` fits is decided by `earlier`. */
function covers(earlier: Draft, later: Draft): boolean {
  const within = <T>(all: T[], some: T[]) =>
    all.length === 0 || (some.length > 0 && some.every((each) => all.includes(each)))
  return (
    within(earlier.about, later.about) &&
    within(earlier.sources, later.sources) &&
    within(earlier.words, later.words) &&
    Number(earlier.least) <= Number(later.least) &&
    (!earlier.most.trim() || (later.most.trim() !== '' && Number(later.most) <= Number(earlier.most)))
  )
}

/** The rule before it that decides all that this one fits, so that it never does. */
export function hiddenBy(drafts: Draft[], at: number): number | undefined {
  const later = drafts[at]
  const by = later ? drafts.slice(0, at).findIndex((earlier) => covers(earlier, later)) : -1
  return by < 0 ? undefined : by
}

/** Whether it fits everything of its kinds. */
export function isBlanket({ sources, words, least, most }: Draft): boolean {
  return sources.length === 0 && words.length === 0 && !Number(least) && !most.trim()
}

/** Whether it is the rule that mutes viewers: it refuses all questions of those whom it names, and nothing else. */
export function isMute({ about, sources, words, atLeastChars, atMostChars, verdict }: ApprovalRule): boolean {
  return (
    verdict === 'reject' &&
    about?.join() === 'question' &&
    !!sources?.length &&
    !words?.length &&
    atLeastChars === undefined &&
    atMostChars === undefined
  )
}

/** Kinds whose limits are set here; those of operators' own lines stay as they are. */
export const LIMITED = ['question', 'answer'] as const
export type Limited = (typeof LIMITED)[number]
export type LimitField = keyof typeof LIMIT
export const LIMIT_FIELDS = Object.keys(LIMIT) as LimitField[]

/** A limit in a form: what was typed. Nothing typed is no limit. */
export type LimitDraft = Record<LimitField, string> & { dropOldest: boolean }
/** Of the kinds of which the program tells. */
export type LimitDrafts = Partial<Record<Limited, LimitDraft>>

export function limitDrafted(limit: Limit): LimitDraft {
  const typed = (n: number | undefined) => (n ? String(n) : '')
  return {
    waiting: typed(limit.waiting),
    liveSeconds: typed(limit.liveSeconds),
    sameTextSeconds: typed(limit.sameTextSeconds),
    eachAMinute: typed(limit.eachAMinute),
    allAMinute: typed(limit.allAMinute),
    dropOldest: limit.dropOldest ?? false,
  }
}

export function limitsDrafted(limits: Limits = {}): LimitDrafts {
  const drafts: LimitDrafts = {}
  for (const kind of LIMITED) {
    const limit = limits[kind]
    if (limit) drafts[kind] = limitDrafted(limit)
  }
  return drafts
}

export function limitOf(draft: LimitDraft): Limit {
  const set = (field: LimitField) => (draft[field].trim() ? { [field]: Number(draft[field]) } : {})
  return {
    waiting: Number(draft.waiting),
    dropOldest: draft.dropOldest,
    sameTextSeconds: Number(draft.sameTextSeconds),
    ...set('liveSeconds'),
    ...set('eachAMinute'),
    ...set('allAMinute'),
  }
}

/** The first field that keeps a limit from being set. How many may wait has to be told. */
export function wrongInLimit(draft: LimitDraft): LimitField | undefined {
  return LIMIT_FIELDS.find((field) => {
    const typed = draft[field].trim()
    if (!typed) return field === 'waiting'
    const { least, most } = LIMIT[field]
    return !/^\d{1,6}$/.test(typed) || Number(typed) < least || Number(typed) > most
  })
}

/** As it is sent; nothing while something is wrong, or where there are too many. */
export function rulesOf(held: About[], drafts: Draft[], limits: LimitDrafts = {}): ApprovalRules | undefined {
  if (drafts.length > RULES_MOST || drafts.some(wrongIn)) return undefined
  if (Object.values(limits).some(wrongInLimit)) return undefined
  const set: Limits = {}
  for (const kind of LIMITED) {
    const limit = limits[kind]
    if (limit) set[kind] = limitOf(limit)
  }
  return {
    held: ABOUT.filter((about) => held.includes(about)),
    rules: drafts.map(ruleOf),
    ...(Object.keys(set).length > 0 && { limits: set }),
  }
}

export function swapped<T>(list: T[], a: number, b: number): T[] {
  const [one, other] = [list[a], list[b]]
  return one === undefined || other === undefined ? list : list.with(a, other).with(b, one)
}
