// The console's one place of state, and what a person can do. Pages in ui/ read it and call it.

import { computed, signal } from '@preact/signals'
import { EMPTY, POLL_MS, pollMillis, withEvent, withNotice, withStatus, withoutNotice } from './board'
import type { Board } from './board'
import { Connection, NOT_CONNECTED, RequestError, newKey, socketUrl } from './connection'
import type { Link } from './connection'
import { Meter } from './mse/meter'
import { Player } from './mse/player'
import type { Picture } from './mse/player'
import type { Levels, Requests, Sentence, Status } from './protocol'

const TOKEN_KEY = 'compere.token'
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
/** Meters of the mixer; they change more often than the board, so that only who shows them is drawn again. */
export const levels = signal<Levels | undefined>(undefined)
/** Whether meters are in sight, and should be lively. */
export const metersShown = signal(false)
export const cameras = computed(() => {
  const { scenes, status } = board.value
  return scenes.find((s) => s.name === status?.scene)?.cameras ?? []
})

let connection: Connection | undefined
let player: Player | undefined
let meter: Meter | undefined
let poll: ReturnType<typeof setTimeout> | undefined
/** When something was last changed: what was asked before is old. */
let changedAt = 0
let boardAt = 0
let arrived: { clock: number; onTheClock: boolean; halted?: number } = { clock: 0, onTheClock: false }

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
      if (event.eventType === 'PauseChanged' && event.eventData.paused) noteHalt()
      if (event.eventType === 'PauseChanged' || event.eventType === 'VoiceChanged') {
        changedAt = performance.now()
      }
      board.value = withEvent(board.value, event)
      if (event.eventType === 'Notice' && event.eventData.severity === 'info') {
        setTimeout(() => dismiss(event.seq), INFO_MS)
      }
    },
    fresh() {
      void refresh()
      void list('ListScenes', ({ scenes }) => ({ scenes }))
      void list('ListVoices', ({ voices }) => ({ voices }))
    },
  })
  connection.start()
  pollLater()
}

export function leave(): void {
  leaveQuietly()
  token.value = ''
}

function leaveQuietly(): void {
  clearTimeout(poll)
  connection?.stop()
  connection = undefined
  sessionStorage.removeItem(TOKEN_KEY)
  entered.value = false
  board.value = EMPTY
  levels.value = undefined
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
  return levels.value?.programDbfs ?? board.value.status?.health.peakDbfs ?? null
}

export function secondsBehind(): number {
  return player?.behind ?? 0
}

/** Seconds since the sentence began to be heard here, where sound and picture come a little late. */
export function heardSeconds(sentence: Sentence): number {
  const shown = player?.mediaSeconds
  const heard =
    arrived.onTheClock && shown !== undefined
      ? shown - sentence.mediaSeconds
      : (performance.now() - arrived.clock) / 1000 - (player?.behind ?? 0)
  return Math.min(heard, arrived.halted ?? Infinity)
}

function noteArrival(sentence: Sentence): void {
  const edge = player?.edgeSeconds
  // The event comes as the sentence is made; a picture on the same clock has its live edge near by.
  const onTheClock = edge !== undefined && Math.abs(edge - sentence.mediaSeconds) < 4
  arrived = { clock: performance.now(), onTheClock }
}

/** A pause cuts the sentence here; what is said after it is told anew. */
function noteHalt(): void {
  const { sentence } = board.value
  const edge = player?.edgeSeconds
  if (!sentence) return
  arrived.halted =
    arrived.onTheClock && edge !== undefined
      ? edge - sentence.mediaSeconds
      : (performance.now() - arrived.clock) / 1000
}

export async function say(text: string, interrupt: boolean): Promise<string | undefined> {
  return change('Say', { text, interrupt })
}

export async function stop(): Promise<void> {
  const why = await change('Stop', {})
  if (why) notice('critical', `STOP was not done: ${why}`)
}

/** Falls silent, or goes on. */
export async function setPaused(paused: boolean): Promise<void> {
  const why = await change(paused ? 'Pause' : 'Resume', {}, () => ({ paused }))
  if (why) notice('critical', `${paused ? 'Pause' : 'Resume'} was not done: ${why}`)
}

export async function skipSentence(): Promise<void> {
  const why = await change('SkipSentence', {})
  if (why) notice('warning', `The sentence was not skipped: ${why}`)
}

export async function setCamera(camera: string): Promise<void> {
  const why = await change('SetCamera', { camera }, () => ({ camera }))
  if (why) notice('warning', `The camera was not changed: ${why}`)
}

/** Tells why not, if so: a wrong name is shown where it was typed. */
export async function setVoice(voice: string): Promise<string | undefined> {
  return change('SetVoice', { voice }, ({ voices, current }) => {
    board.value = { ...board.value, voices }
    return { voice: current }
  })
}

/** Only through mixer.ts, which does not send more than is good. */
export async function sendLevel(data: Requests['SetLevel'][0]): Promise<void> {
  const why = await attempt(async () => {
    levels.value = await ask('SetLevel', data)
    changedAt = performance.now()
  })
  if (why) notice('warning', `The level was not set: ${why}`)
}

export function dismiss(id: number): void {
  board.value = withoutNotice(board.value, id)
}

function pollLater(): void {
  const lively = metersShown.value && !document.hidden
  poll = setTimeout(
    () => {
      const asked = connection
      void refresh(false).then(() => asked === connection && pollLater())
    },
    pollMillis(board.value.status, lively),
  )
}

/** Asks for the state. Unless it is `whole`, only the meters take it more than once a second. */
async function refresh(whole = true): Promise<void> {
  if (connection?.link !== 'open') return
  const asked = performance.now()
  try {
    const status = await connection.request('GetStatus', {})
    // Answers come in no fixed order: this one may not know of what was done since.
    if (asked < changedAt) return
    levels.value = status.health.levels
    if (!whole && asked < boardAt + POLL_MS * 0.95) return
    boardAt = asked
    board.value = withStatus(board.value, status)
  } catch (error) {
    // The next one comes in a second; a lost connection is shown as such.
    if (error instanceof RequestError && error.code !== NOT_CONNECTED) notice('warning', error.message)
  }
}

async function list<T extends 'ListScenes' | 'ListVoices'>(
  type: T,
  part: (answer: Requests[T][1]) => Partial<Board>,
): Promise<void> {
  try {
    const answer = await connection?.request(type, {})
    if (answer) board.value = { ...board.value, ...part(answer) }
  } catch (error) {
    if (error instanceof RequestError && error.code !== NOT_CONNECTED) notice('warning', error.message)
  }
}

/** Changes something, shows what is known of it at once and then all of it; tells why not. */
async function change<T extends keyof Requests>(
  type: T,
  data: Requests[T][0],
  known: (answer: Requests[T][1]) => Partial<Status> = () => ({}),
): Promise<string | undefined> {
  const why = await attempt(async () => {
    const answer = await ask(type, data)
    changedAt = performance.now()
    const now = known(answer)
    const { status } = board.value
    if (status) board.value = { ...board.value, status: { ...status, ...now } }
  })
  if (!why) void refresh()
  return why
}

async function ask<T extends keyof Requests>(type: T, data: Requests[T][0]): Promise<Requests[T][1]> {
  if (!connection) throw new RequestError(NOT_CONNECTED, 'not connected to Compere')
  return connection.request(type, data, newKey())
}

/** Does it, and tells why not. */
async function attempt(call: () => Promise<unknown>): Promise<string | undefined> {
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
