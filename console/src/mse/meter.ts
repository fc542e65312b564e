// How loud the page really plays: an analyser on the video element, between it and the loudspeaker.

const FLOOR_DBFS = -60

export class Meter {
  #context: AudioContext
  #analyser: AnalyserNode
  #samples: Float32Array<ArrayBuffer>

  /** Only after a click or a key, or browsers keep the sound off. An element can have one meter only. */
  constructor(video: HTMLVideoElement) {
    this.#context = new AudioContext({ latencyHint: 'interactive' })
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 2048 })
    this.#samples = new Float32Array(this.#analyser.fftSize)
    this.#context.createMediaElementSource(video).connect(this.#analyser).connect(this.#context.destination)
    void this.#context.resume()
  }

  resume(): void {
    if (this.#context.state !== 'running') void this.#context.resume()
  }

  /** Peak of the last 40 ms in dBFS, at least -60. */
  peakDbfs(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples)
    const peak = this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    return Math.max(FLOOR_DBFS, 20 * Math.log10(peak || 1e-9))
  }
}

/** Where a level stands on a meter from -60 to 0 dBFS, from 0 to 1. */
export function meterPart(dbfs: number | null): number {
  return dbfs === null || Number.isNaN(dbfs) ? 0 : Math.min(1, Math.max(0, 1 - dbfs / FLOOR_DBFS))
}
