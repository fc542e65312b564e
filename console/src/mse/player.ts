// The live picture in a video element: segments from a WebSocket into Media Source Extensions.
// How close to the live edge it plays is decided in edge.ts; what a segment is, in boxes.ts.

import { Close, Op } from '../protocol'
import type { Hello } from '../protocol'
import { identify } from '../identify'
import { codecs, isInit } from './boxes'
import { t } from '../i18n'
import { Edge, isStalled } from './edge'

export type Picture = 'connecting' | 'waiting' | 'playing' | 'unsupported' | 'lost'

const STEER_MS = 100
const RETRY_MS = 1000
/** Seconds behind the picture that stay buffered. */
const KEEP_BEHIND = 8
/** Segments that wait for the source buffer; when they are more, the picture begins anew. */
const MAX_WAITING = 400

export class Player {
  /** Seconds behind the live edge. */
  behind = 0
  #socket: WebSocket | undefined
  #source: MediaSource | undefined
  #buffer: SourceBuffer | undefined
  #waiting: Uint8Array<ArrayBuffer>[] = []
  #edge = new Edge()
  /** When something last came of this picture, in seconds. */
  #came: number | undefined
  #steering: ReturnType<typeof setInterval>
  #retry: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(
    readonly video: HTMLVideoElement,
    readonly url: string,
    readonly token: string,
    readonly tell: (picture: Picture, why: string) => void,
  ) {
    this.#steering = setInterval(() => this.#steer(), STEER_MS)
    this.#connect()
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#steering)
    clearTimeout(this.#retry)
    this.#socket?.close(1000)
    this.#socket = undefined
    this.#drop()
  }

  /** Media time that is being shown, if the picture has one. */
  get mediaSeconds(): number | undefined {
    return this.#buffer && this.video.readyState >= 2 ? this.video.currentTime : undefined
  }

  /** Media time of the live edge. */
  get edgeSeconds(): number | undefined {
    const ranges = this.#ranges()
    return ranges.at(-1)?.[1]
  }

  #connect(): void {
    if (this.#stopped) return
    this.tell('connecting', '')
    this.#came = undefined
    const socket = new WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#socket !== socket) return
      if (typeof data !== 'string') return this.#segment(new Uint8Array(data))
      const { op, d } = JSON.parse(data) as { op: number; d: unknown }
      if (op === Op.Hello) {
        socket.send(identify(this.token, (d as Hello).authentication))
      } else if (op === Op.Identified) {
        this.tell('waiting', '')
      }
    }
    socket.onclose = ({ code, reason }) => {
      if (this.#socket !== socket) return
      this.#socket = undefined
      this.tell('lost', reason)
      // A wrong token stays wrong; the session says so.
      if (code !== Close.AuthenticationFailed) this.#again()
    }
  }

  #again(): void {
    clearTimeout(this.#retry)
    if (!this.#stopped) this.#retry = setTimeout(() => this.#connect(), RETRY_MS)
  }

  /** Begins anew with another connection, which brings an init segment and a key frame. */
  #restart(why: string): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.close(1000)
    this.#drop()
    this.tell('lost', why)
    this.#again()
  }

  #segment(bytes: Uint8Array<ArrayBuffer>): void {
    this.#came = performance.now() / 1000
    if (isInit(bytes)) return this.#begin(bytes)
    this.#waiting.push(bytes)
    if (this.#waiting.length > MAX_WAITING) return this.#restart(t('picture.slow'))
    this.#feed()
  }

  #begin(init: Uint8Array<ArrayBuffer>): void {
    this.#drop()
    const Source = window.ManagedMediaSource ?? window.MediaSource
    const type = `video/mp4; codecs="${codecs(init).join(', ')}"`
    if (!Source?.isTypeSupported(type)) {
      this.tell('unsupported', t('picture.unsupported', { type }))
      return
    }
    const source = new Source()
    this.#source = source
    this.#edge = new Edge()
    this.#waiting = [init]
    source.onsourceopen = () => {
      if (this.#source !== source) return
      URL.revokeObjectURL(this.video.src)
      const buffer = source.addSourceBuffer(type)
      buffer.onupdateend = () => this.#feed()
      buffer.onerror = () => this.#restart(t('picture.broken'))
      this.#buffer = buffer
      this.#feed()
    }
    // What a ManagedMediaSource asks for.
    this.video.disableRemotePlayback = true
    this.video.onerror = () => this.#restart(this.video.error?.message || t('picture.broken'))
    this.video.src = URL.createObjectURL(source)
  }

  #feed(): void {
    const buffer = this.#buffer
    if (!buffer || buffer.updating || this.#source?.readyState !== 'open') return
    const behind = this.video.currentTime - KEEP_BEHIND
    const first = buffer.buffered.length > 0 ? buffer.buffered.start(0) : Infinity
    // A little more than needed each time, so that it is not done for each fragment.
    if (first < behind - KEEP_BEHIND) return buffer.remove(first, behind)
    if (this.#waiting.length === 0) return
    // All that waits at once: pictures and sounds come one by one.
    const next = joined(this.#waiting.splice(0))
    try {
      buffer.appendBuffer(next)
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError' && first < behind) {
        this.#waiting.unshift(next)
        buffer.remove(first, behind)
      } else {
        this.#restart(error instanceof Error ? error.message : String(error))
      }
    }
  }

  #steer(): void {
    // A network that is gone tells nothing, and what was buffered stands as if it were live.
    if (this.#socket && isStalled(performance.now() / 1000, this.#came))
      return this.#restart(t('picture.stalled'))
    const ranges = this.#ranges()
    if (ranges.length === 0) return
    const { video } = this
    const { jump, rate, behind } = this.#edge.steer({
      clock: performance.now() / 1000,
      position: video.currentTime,
      ranges,
    })
    if (jump !== undefined && !video.seeking) video.currentTime = jump
    if (video.playbackRate !== rate) video.playbackRate = rate
    this.behind = behind
    if (video.paused) void this.#play()
    else if (video.readyState >= 3) this.tell('playing', '')
  }

  /** Plays with sound where the browser lets us, else without: a picture is better than none. */
  async #play(): Promise<void> {
    try {
      await this.video.play()
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.video.muted = true
    }
  }

  #ranges(): [number, number][] {
    const buffered = this.#buffer && this.#source?.readyState === 'open' ? this.#buffer.buffered : undefined
    return Array.from({ length: buffered?.length ?? 0 }, (_, i) => [buffered!.start(i), buffered!.end(i)])
  }

  #drop(): void {
    if (this.#buffer) this.#buffer.onupdateend = this.#buffer.onerror = null
    this.#buffer = undefined
    this.#source = undefined
    this.#waiting = []
    this.video.onerror = null
  }
}

function joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

declare global {
  interface Window {
    MediaSource?: typeof MediaSource
    ManagedMediaSource?: typeof MediaSource
  }
}
