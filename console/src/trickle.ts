// Sends what changes fast (a fader under the hand) slowly, and always sends the last of it.
// At most one value is on its way; those that came meanwhile give way to the newest.

export type After = (millis: number, call: () => void) => void

const BROWSER: After = (millis, call) => void setTimeout(call, millis)

export class Trickle<T> {
  #next: { value: T } | undefined
  #busy = false

  /** `send` must not reject. `rest` is called when the newest value has been sent and answered. */
  constructor(
    readonly millis: number,
    readonly send: (value: T) => Promise<void>,
    readonly rest: () => void = () => {},
    readonly after: After = BROWSER,
  ) {}

  push(value: T): void {
    this.#next = { value }
    if (!this.#busy) void this.#pump()
  }

  async #pump(): Promise<void> {
    this.#busy = true
    while (this.#next) {
      const { value } = this.#next
      this.#next = undefined
      const pause = new Promise<void>((done) => this.after(this.millis, done))
      await this.send(value)
      // The first answer frees the hand at once; only what comes after it waits.
      if (!this.#next) this.rest()
      await pause
    }
    this.#busy = false
  }
}
