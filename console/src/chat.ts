// What of the viewers' questions is shown. Pure; 2,000 of them are no burden, since few are drawn.

import type { Question } from './protocol'

export type Filter = 'held' | 'open' | 'all'
export const FILTERS: Filter[] = ['open', 'held', 'all']

/** Rows that are drawn at most, the newest. */
export const SHOWN = 80

export interface View {
  filter: Filter
  search: string
  /** When the newest came that was there when the list was stopped, in air time; nothing where it is not. */
  pausedAtMs: number | undefined
  /** Rows to draw. */
  most: number
  /** About which somebody writes: they stay in sight whatever becomes of them. */
  kept: Question[]
}

export interface Seen {
  shown: Question[]
  /** That came since the list was stopped. */
  fresh: number
  /** Older ones that are not drawn. */
  older: number
}

export function seen(questions: Question[], { filter, search, pausedAtMs, most, kept }: View): Seen {
  const words = search.trim().toLowerCase()
  const fits = (q: Question) =>
    passes(q, filter) &&
    (!words || q.text.toLowerCase().includes(words) || q.viewer.toLowerCase().includes(words))
  const all = questions.filter(fits)
  const until = pausedAtMs === undefined ? all : all.filter((q) => q.askedMs <= pausedAtMs)
  const drawn = until.slice(-most)
  const missing = kept.filter(({ questionId: id }) => !drawn.some((q) => q.questionId === id))
  const shown =
    missing.length === 0
      ? drawn
      : [
          ...drawn,
          ...missing.map((was) => questions.find((q) => q.questionId === was.questionId) ?? was),
        ].sort((a, b) => a.askedMs - b.askedMs)
  return { shown, fresh: all.length - until.length, older: until.length - drawn.length }
}

function passes({ standing }: Question, filter: Filter): boolean {
  if (filter === 'all') return true
  if (filter === 'held') return standing === 'held'
  return standing === 'held' || standing === 'open' || standing === 'answering'
}

export function count(questions: Question[], filter: Filter): number {
  return questions.reduce((n, q) => n + (passes(q, filter) ? 1 : 0), 0)
}
