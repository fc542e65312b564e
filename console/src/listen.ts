// Plays the sound of a preview, in this browser only; nothing of it goes on air.

import { signal } from '@preact/signals'

/** Whether something is heard. */
export const listening = signal(false)

let stopIt = () => {}

export function silence(): void {
  stopIt()
}

/** Plays a WAV file in base64; ends what was heard before. */
export async function listen(base64: string): Promise<void> {
  silence()
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  const context = new AudioContext()
  const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) })
  source.connect(context.destination)
  stopIt = () => {
    stopIt = () => {}
    listening.value = false
    source.onended = null
    void context.close()
  }
  source.onended = () => stopIt()
  source.start()
  listening.value = true
}
