// The console's one place of state, and what a person can do. Pages in ui/ read it and call it.

import { computed, signal } from '@preact/signals'
import { EMPTY, withEvent, withNotice, withStatus, withoutNotice } from './board'
import { Connection, NOT_CONNECTED, RequestError, newKey, socketUrl } from './connection'
import type { Link } from './connection'
import { Meter } from './mse/meter'
import { Player } from './mse/player'
import type { Picture } from './mse/player'
import type { Sentence } from './protocol'

const TOKEN_KEY = 'compere.token'
const POLL_MS = 1000
/** What is only good to know goes by itself. */
const INFO_MS = 12000

export const token = signal(sessionStorage.getItem(TOKEN_KEY) ?? '')
export const link = signal<Link>('closed')
export const linkReason = signal('')
export const board = signal(EMPTY)
export const picture = signal<Picture>('connecting')
export const pictureReason = signal('')
/** Whether the page plays sound. */
export const sound = signal(false)
/** Whether the session was open since the token was typed in. */
export const entered = signal(false)
export const cameras = computed(() => {
  const { scenes, status } = board.value
  return scenes.find((s) => s.name === status?.scene)?.cameras ?? []
})

let connection: Connection | undefined
let player: Player | undefined
let meter: Meter | undefined
let poll: ReturnType<typeof setInterval> | undefined
let arrived = { clock: 0, onTheClock: false }

export function enter(given: string): void {
  leaveQuietly()
  token.value = given.trim()
  connection = new Connection(socketUrl('/api/v1/ws'), token.value, {
    link(now, reason) {
      link.value = now
      linkReason.value = reason
      if (now === 'open') {
        entered.value = true
        sessionStorage.setItem(TOKEN_KEY, token.value)
      } else if (now === 'refused') {
        leaveQuietly()
        link.value = 'refused'
      }
    },
    event(event) {
      if (event.eventType === 'SentenceStarted') noteArrival(event.eventData)
      board.value = withEvent(board.value, event)
      if (event.eventType === 'Notice' && event.eventData.severity === 'info') {
        setTimeout(() => dismiss(event.seq), INFO_MS)
      }
    },
    fresh() {
      void refresh()
      void listScenes()
    },
  })
  connection.start()
  poll = setInterval(() => void refresh(), POLL_MS)
}

export function leave(): void {
  leaveQuietly()
  token.value = ''
}

function leaveQuietly(): void {
  clearInterval(poll)
  connection?.stop()
  connection = undefined
  sessionStorage.removeItem(TOKEN_KEY)
  entered.value = false
  board.value = EMPTY
  link.value = 'closed'
}

/** Shows the picture in `video` until what is returned is called. */
export function showPicture(video: HTMLVideoElement): () => void {
  const shown = new Player(video, socketUrl('/api/v1/preview'), token.value, (now, why) => {
    picture.value = now
    pictureReason.value = why
  })
  player = shown
  const follow = () => {
    sound.value = !video.muted && video.volume > 0
  }
  video.addEventListener('volumechange', follow)
  follow()
  return () => {
    video.removeEventListener('volumechange', follow)
    shown.stop()
    if (player === shown) player = meter = undefined
  }
}

/** Only from a click or a key. */
export function setSound(video: HTMLVideoElement, on: boolean): void {
  if (on) {
    meter ??= new Meter(video)
    meter.resume()
  }
  video.muted = !on
}

/** Peak of what the page plays, else of what the program sends, in dBFS. */
export function peakDbfs(): number | null {
  if (meter && sound.value) return meter.peakDbfs()
  return board.value.status?.health.peakDbfs ?? null
}

export function secondsBehind(): number {
  return player?.behind ?? 0
}

/** Seconds since the sentence began to be heard here, where sound and picture come a little late. */
export function heardSeconds(sentence: Sentence): number {
  const shown = player?.mediaSeconds
  if (arrived.onTheClock && shown !== undefined) return shown - sentence.mediaSeconds
  return (performance.now() - arrived.clock) / 1000 - (player?.behind ?? 0)
}

function noteArrival(sentence: Sentence): void {
  const edge = player?.edgeSeconds
  // The event comes as the sentence is made; a picture on the same clock has its live edge near by.
  const onTheClock = edge !== undefined && Math.abs(edge - sentence.mediaSeconds) < 4
  arrived = { clock: performance.now(), onTheClock }
}

export async function say(text: string, interrupt: boolean): Promise<string | undefined> {
  return attempt(() => connection?.request('Say', { text, interrupt }, newKey()))
}

export async function stop(): Promise<void> {
  const why = await attempt(() => connection?.request('Stop', {}, newKey()))
  if (why) notice('critical', `STOP was not done: ${why}`)
  else void refresh()
}

export async function setCamera(camera: string): Promise<void> {
  const why = await attempt(() => connection?.request('SetCamera', { camera }, newKey()))
  if (why) notice('warning', `The camera was not changed: ${why}`)
  else void refresh()
}

export function dismiss(id: number): void {
  board.value = withoutNotice(board.value, id)
}

async function refresh(): Promise<void> {
  if (connection?.link !== 'open') return
  try {
    board.value = withStatus(board.value, await connection.request('GetStatus', {}))
  } catch (error) {
    // The next one comes in a second; a lost connection is shown as such.
    if (error instanceof RequestError && error.code !== NOT_CONNECTED) notice('warning', error.message)
  }
}

async function listScenes(): Promise<void> {
  try {
    const scenes = await connection?.request('ListScenes', {})
    if (scenes) board.value = { ...board.value, scenes: scenes.scenes }
  } catch (error) {
    if (error instanceof RequestError && error.code !== NOT_CONNECTED) notice('warning', error.message)
  }
}

/** Does it, and tells why not. */
async function attempt(call: () => Promise<unknown> | undefined): Promise<string | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

let notices = 0
function notice(severity: string, message: string): void {
  board.value = withNotice(board.value, { id: --notices, severity, message })
}
