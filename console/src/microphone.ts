// The operator's own voice: from the microphone to `/api/v1/microphone`, 20 ms a frame. It begins and ends with a click
// and nothing is kept; it also ends as soon as this session does not speak any more, whoever ended that. What is late
// is left out and counted, so that the voice never falls behind.

import { effect, signal } from '@preact/signals'
import { socketUrl } from './connection'
import { t } from './i18n'
import { Op } from './protocol'
import type { Hello } from './protocol'
import { identify } from './identify'
import { speaksHere } from './roles'
import { caller, notice, progress, token } from './store'

export type Microphone = 'off' | 'asking' | 'connecting' | 'live'

/** 48 kHz, mono, 16 bits. */
const RATE = 48000
const FRAME_BYTES = 1920
/** What may wait for the network, half a second; beyond it frames are left out. */
const MOST_WAITING_BYTES = 25 * FRAME_BYTES

/** Frames left out one after the other, 5 s, after which nobody hears it: the network is gone. */
const MOST_LOST = 250

export const microphone = signal<Microphone>('off')
/** The loudest sample of the newest frame, 0 to 1. */
export const microphonePeak = signal(0)
export const microphoneLost = signal(0)

let end = () => {}

export async function openMicrophone(): Promise<void> {
  if (microphone.value !== 'off') return
  microphone.value = 'asking'
  microphoneLost.value = 0
  let closed = false
  const undo: (() => void)[] = []
  const close = (why?: string) => {
    if (closed) return
    closed = true
    for (const step of undo.reverse()) step()
    microphone.value = 'off'
    microphonePeak.value = 0
    if (why) notice('warning', t('microphone.failed', { why }))
  }
  end = close
  try {
    if (!navigator.mediaDevices) throw new Error(t('microphone.insecure'))
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
    undo.push(() => stream.getTracks().forEach((track) => track.stop()))
    if (closed) return undo.forEach((step) => step())
    microphone.value = 'connecting'
    // The browser resamples to the rate of the context.
    const context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' })
    undo.push(() => void context.close())
    await context.audioWorklet.addModule('/microphone-worklet.js')
    if (closed) return
    const socket = new WebSocket(socketUrl('/api/v1/microphone'))
    undo.push(() => socket.close(1000))
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string') return
      const { op, d } = JSON.parse(data) as { op: number; d: unknown }
      if (op === Op.Hello) {
        socket.send(identify(token.value, (d as Hello).authentication))
      } else if (op === Op.Identified && !closed) {
        microphone.value = 'live'
      }
    }
    socket.onclose = ({ reason, code }) => close(reason || t('microphone.closed', { code }))
    const source = context.createMediaStreamSource(stream)
    const frames = new AudioWorkletNode(context, 'frames', { numberOfOutputs: 0 })
    let inARow = 0
    frames.port.onmessage = ({ data }: MessageEvent<{ buffer: ArrayBuffer; peak: number }>) => {
      microphonePeak.value = data.peak
      if (microphone.value !== 'live') return
      if (socket.bufferedAmount <= MOST_WAITING_BYTES) {
        inARow = 0
        socket.send(data.buffer)
        return
      }
      microphoneLost.value++
      if (++inARow > MOST_LOST) close(t('microphone.unheard'))
    }
    source.connect(frames)
    stream.getAudioTracks()[0]?.addEventListener('ended', () => close(t('microphone.unplugged')))
  } catch (error) {
    close(error instanceof Error ? error.message : String(error))
  }
}

export function closeMicrophone(): void {
  end()
}

// Handed back by somebody else, stopped, another show, signed out: all end the takeover.
effect(() => {
  if (!speaksHere(caller.value, progress.value?.takenOverBy)) closeMicrophone()
})
