// How fast an output sends: from the bytes it has sent, told now and then. Pure.

interface Sample {
  at: number
  bytes: number
}

/** Over which a rate is the mean, in milliseconds. */
const SPAN_MS = 5000

export class Rates {
  #samples = new Map<string, Sample[]>()

  /** Notes what an output has sent by `at`, in milliseconds. */
  note(name: string, bytes: number, at: number): void {
    const known = this.#samples.get(name) ?? []
    // It began anew.
    const kept = bytes < (known.at(-1)?.bytes ?? 0) ? [] : known.filter((s) => at - s.at <= SPAN_MS)
    this.#samples.set(name, [...kept, { at, bytes }])
  }

  /** Kilobits a second; nothing before there is something to compare. */
  kbps(name: string): number | undefined {
    const samples = this.#samples.get(name) ?? []
    const [first, last] = [samples[0], samples.at(-1)]
    if (!first || !last || last.at - first.at < 900) return undefined
    return ((last.bytes - first.bytes) * 8) / (last.at - first.at)
  }
}

/** As operators read it. */
export function bitrate(kbps: number): string {
  return kbps >= 1000 ? `${(kbps / 1000).toFixed(1)} Mb/s` : `${Math.round(kbps)} kb/s`
}
