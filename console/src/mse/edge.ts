// How a live picture is kept close to its live edge. Pure: what is buffered and where the picture stands go in,
// what to do comes out.

/** Seconds that stay in hand at the worst moment, just before the next fragment comes. */
export const CUSHION = 0.3
/** More than this in hand at the worst moment is left out by a jump. */
const JUMP = 2
/** Around the cushion nothing is done. */
const SLACK = 0.15
/** Faster and slower than life, by so little that it is hardly heard. */
const FASTER = 1.2
const FAST = 1.08
const SLOW = 0.97
/** When there was a moment with nothing in hand. */
const SLOWER = 0.92
/** Seconds over which the worst moment is looked for; longer than a fragment. */
const WINDOW = 1.5
/** Seconds of a fragment, before any was seen to come. */
const FIRST_SPACING = 0.2

/** Seconds without a segment, though the program sends several a second, after which a picture is not live. */
const STALLED = 5

/** Whether a picture of which something `came` last then has stopped coming; both in seconds. */
export function isStalled(clock: number, came: number | undefined): boolean {
  return came !== undefined && clock - came > STALLED
}

export interface Standing {
  /** Seconds on any clock that only goes forward. */
  clock: number
  /** Where the picture stands. */
  position: number
  /** What is buffered, in order. */
  ranges: readonly (readonly [start: number, end: number])[]
}

export interface Steering {
  /** Where to jump. */
  jump?: number
  /** How fast to play. */
  rate: number
  /** Seconds behind the live edge, after a jump if there is one. */
  behind: number
}

export class Edge {
  #seen: { clock: number; inHand: number; grown: number }[] = []
  #end: number | undefined

  steer({ clock, position, ranges }: Standing): Steering {
    const last = ranges.at(-1)
    if (!last) return { rate: 1, behind: 0 }
    const [start, end] = last
    const grown = this.#end === undefined ? 0 : Math.max(0, end - this.#end)
    this.#end = end
    const inHand = end - position
    this.#seen = this.#seen.filter((s) => clock - s.clock <= WINDOW)

    const range = ranges.find(([from, to]) => from - 0.05 <= position && position <= to + 0.05)
    const worst = Math.min(inHand, ...this.#seen.map((s) => s.inHand))
    const leftOut = range !== last && !(range && range[1] - position > 0.05)
    // Left out: before, between or after what there is, so a beginning, a gap, or another stream.
    if (leftOut || worst > JUMP) {
      const spacing = Math.min(JUMP / 2, Math.max(FIRST_SPACING, ...this.#seen.map((s) => s.grown)))
      const jump = Math.max(start, end - CUSHION - spacing)
      this.#seen = []
      return { jump, rate: 1, behind: end - jump }
    }
    this.#seen.push({ clock, inHand, grown })
    return { rate: rateFor(worst), behind: inHand }
  }
}

function rateFor(worst: number): number {
  if (worst > CUSHION + 3 * SLACK) return FASTER
  if (worst > CUSHION + SLACK) return FAST
  if (worst < CUSHION / 6) return SLOWER
  if (worst < CUSHION - SLACK) return SLOW
  return 1
}
