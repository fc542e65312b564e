// The order of what waits: where something may be dragged, and what the program is asked for then. Pure.

import type { Kind, Utterance } from './protocol'

/** The most important first: what is of another kind never changes places with it. */
export const KINDS: Kind[] = ['urgent', 'operator', 'answer', 'rundown', 'idle']

export interface Move {
  utteranceId: string
  /** Without it: behind all of its kind. */
  before?: string
}

/**
 * What is asked for when the entry of that id is let go before `queue[gap]` (`queue.length`: at the end). Nothing where
 * it stays, or where it would stand among others of another kind.
 */
export function dropped(queue: Utterance[], utteranceId: string, gap: number): Move | undefined {
  const from = queue.findIndex((u) => u.utteranceId === utteranceId)
  const moving = queue[from]
  if (!moving || gap === from || gap === from + 1) return undefined
  const crossed = gap < from ? queue.slice(gap, from) : queue.slice(from + 1, gap)
  if (crossed.some(({ kind }) => kind !== moving.kind)) return undefined
  const next = queue[gap]
  if (next?.kind === moving.kind) return { utteranceId, before: next.utteranceId }
  // At the lower end of its own kind.
  return queue[gap - 1]?.kind === moving.kind ? { utteranceId } : undefined
}

/** One up (-1) or down (1), by the keyboard. */
export function stepped(queue: Utterance[], utteranceId: string, by: -1 | 1): Move | undefined {
  const from = queue.findIndex((u) => u.utteranceId === utteranceId)
  return from < 0 ? undefined : dropped(queue, utteranceId, by < 0 ? from - 1 : from + 2)
}

/** The queue as it will be; shown before the program has answered. */
export function moved(queue: Utterance[], move: Move): Utterance[] {
  const moving = queue.find((u) => u.utteranceId === move.utteranceId)
  if (!moving) return queue
  const others = queue.filter((u) => u !== moving)
  const at = move.before
    ? others.findIndex((u) => u.utteranceId === move.before)
    : others.findLastIndex((u) => u.kind === moving.kind) + 1
  return at < 0 ? queue : others.toSpliced(at, 0, moving)
}

/** The gap between rows, from the middles of the rows in pixels and where the pointer is. */
export function gapAt(middles: number[], y: number): number {
  const at = middles.findIndex((middle) => y < middle)
  return at < 0 ? middles.length : at
}

export type Lane = 'held' | 'queue'

/** Something in a lane that somebody is changing; where it is gone, as it was when it last stood there. */
export interface Watched {
  u: Utterance
  lane: Lane
  at: number
  gone: boolean
}

/** What is known of the one of that id now. */
export function watched(
  utteranceId: string | undefined,
  lanes: Record<Lane, Utterance[]>,
  before: Watched | undefined,
): Watched | undefined {
  for (const lane of ['held', 'queue'] as const) {
    const at = lanes[lane].findIndex((u) => u.utteranceId === utteranceId)
    const u = lanes[lane][at]
    if (u) return { u, lane, at, gone: false }
  }
  return before?.u.utteranceId === utteranceId && before ? { ...before, gone: true } : undefined
}

/** A lane as it is shown: what is gone while somebody changes it stays in its place. */
export function withGone(of: Utterance[], lane: Lane, kept: Watched | undefined): Utterance[] {
  return kept?.gone && kept.lane === lane ? of.toSpliced(kept.at, 0, kept.u) : of
}
