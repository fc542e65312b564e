// The console's one place of state, and what a person can do. Pages in ui/ read it and call it.

import { computed, effect, signal, untracked } from '@preact/signals'
import { setAirTime } from './airtime'
import {
  EMPTY,
  POLL_MS,
  pollMillis,
  withEntries,
  withEvent,
  withNotice,
  withShow,
  withStatus,
  withoutNotice,
} from './board'
import type { Board } from './board'
import { Connection, NOT_CONNECTED, RequestError, newKey, notConnected, socketUrl } from './connection'
import type { Link } from './connection'
import { Meter } from './mse/meter'
import { Player } from './mse/player'
import type { Picture } from './mse/player'
import { t } from './i18n'
import { Code } from './protocol'
import type { Caller, CompereEvent, Levels, Requests, Sentence, Status } from './protocol'
import { Rates } from './rates'
import { mayAsk } from './roles'

const TOKEN_KEY = 'compere.token'
/** What is only good to know goes by itself. */
const INFO_MS = 12000
/** Entries of the journal that are shown after the opening. */
const LATELY = 100
/** What changes the state that `GetStatus` tells: what was asked before is old. */
const OF_STATUS = ['PauseChanged', 'VoiceChanged', 'CameraChanged', 'SceneChanged', 'GraphicsChanged']

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
/** Who this session is, where the program tells. */
export const caller = signal<Caller | undefined>(undefined)

/** A part of the board: who reads it is drawn again when that part changes only. */
const part = <K extends keyof Board>(key: K) => computed(() => board.value[key])
export const status = part('status')
export const queue = part('queue')
export const held = part('held')
export const recent = part('recent')
export const speaking = part('speaking')
export const show = part('show')
export const progress = part('progress')
export const questions = part('questions')
export const quickLines = part('quickLines')
export const rules = part('rules')
export const graphics = computed(() => status.value?.graphics)
export const backdrop = computed(() => status.value?.backdrop)
export const log = part('log')
export const notices = part('notices')
export const scenes = part('scenes')
export const voices = part('voices')
export const cameras = computed(() => {
  const current = status.value?.scene
  return scenes.value.find((s) => s.name === current)?.cameras ?? []
})
/** Whether anything can be asked for. */
export const away = computed(() => link.value !== 'open')
export const rates = new Rates()

export function may(type: keyof Requests): boolean {
  return mayAsk(caller.value, type)
}

let connection: Connection | undefined
let player: Player | undefined
let meter: Meter | undefined
let poll: ReturnType<typeof setTimeout> | undefined
/** When something was last changed: what was asked before is old. */
let changedAt = 0
let boardAt = 0
/** What came while the whole show was asked for. */
let meanwhile: CompereEvent[] | undefined
/** How often an order of the queue was told. */
let orders = 0
export const ordersTold = () => orders
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
        sessionStorage.removeItem(TOKEN_KEY)
        link.value = 'refused'
      }
    },
    identified(told) {
      caller.value = told
    },
    event(event) {
      if (event.eventType === 'SentenceStarted') noteArrival(event.eventData)
      if (event.eventType === 'PauseChanged' && event.eventData.paused) noteHalt()
      if (OF_STATUS.includes(event.eventType)) changedAt = performance.now()
      if (event.eventType === 'QueueReordered') orders++
      meanwhile?.push(event)
      board.value = withEvent(board.value, event)
      if (board.value.progress === event.eventData) setAirTime(board.value.progress.nowMs)
      if (event.eventType === 'ShowReloaded') {
        notice('info', t('show.reloaded', { version: event.eventData.version }))
        void wholeShow()
      }
      if (event.eventType === 'ShowRefused') {
        notice('warning', t('show.refused', { problems: event.eventData.problems.join('; ') }))
      }
      if (event.eventType === 'Notice' && event.eventData.severity === 'info') {
        setTimeout(() => dismiss(event.seq), INFO_MS)
      }
    },
    fresh() {
      void refresh()
      void wholeShow()
      void list('ListScenes', ({ scenes }) => ({ scenes }))
      void list('ListVoices', ({ voices }) => ({ voices }))
      void list('ListQuickLines', ({ lines }) => ({ quickLines: lines }))
      void list('GetRules', (rules) => ({ rules }))
      void lately()
    },
  })
  connection.start()
  pollLater()
}

/** Once now, and whenever the session was left: what was open in it is closed. */
export function whenLeft(call: () => void): void {
  effect(() => {
    if (!entered.value) untracked(call)
  })
}

export function leave(): void {
  leaveQuietly()
  sessionStorage.removeItem(TOKEN_KEY)
  token.value = ''
}

function leaveQuietly(): void {
  clearTimeout(poll)
  connection?.stop()
  connection = undefined
  entered.value = false
  board.value = EMPTY
  levels.value = undefined
  caller.value = undefined
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
  if (why) notice('warning', t('failed.level', { why }))
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
    for (const { name, bytesSent } of status.outputs) rates.note(name, bytesSent, asked)
    board.value = withStatus(board.value, status)
  } catch (error) {
    // The next one comes in a second; a lost connection is shown as such.
    told(error)
  }
}

/** The whole show; events that come meanwhile are laid over it. */
export async function wholeShow(): Promise<void> {
  const asked = connection
  if (asked?.link !== 'open') return
  const events: CompereEvent[] = []
  meanwhile = events
  try {
    const info = await asked.request('GetShow', {})
    // Asked again meanwhile: that answer knows more.
    if (asked !== connection || meanwhile !== events) return
    board.value = withShow(board.value, info, events)
    if (board.value.progress) setAirTime(board.value.progress.nowMs)
  } catch (error) {
    told(error)
  } finally {
    if (meanwhile === events) meanwhile = undefined
  }
}

/** What was done lately, and by whom. */
async function lately(): Promise<void> {
  if (!may('GetJournal')) return
  try {
    const asked = connection
    const first = await asked?.request('GetJournal', { most: 1 })
    if (!first) return
    const page = await asked?.request('GetJournal', {
      since: Math.max(0, first.newest - LATELY),
      most: LATELY,
    })
    if (page && asked === connection) board.value = withEntries(board.value, page.entries)
  } catch (error) {
    told(error)
  }
}

async function list<T extends 'ListScenes' | 'ListVoices' | 'ListQuickLines' | 'GetRules'>(
  type: T,
  part: (answer: Requests[T][1]) => Partial<Board>,
): Promise<void> {
  try {
    const answer = await connection?.request(type, {} as Requests[T][0])
    if (answer) board.value = { ...board.value, ...part(answer) }
  } catch (error) {
    told(error)
  }
}

/** What a program does not know that is older than this page is not worth a word; nor is a lost connection, which is shown. */
function told(error: unknown): void {
  const quiet: number[] = [NOT_CONNECTED, Code.UnknownRequestType, Code.Forbidden]
  if (error instanceof RequestError && !quiet.includes(error.code)) notice('warning', words(error))
}

/** Changes something, shows what is known of it at once and then all of it; tells why not. */
export async function change<T extends keyof Requests>(
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

export async function ask<T extends keyof Requests>(type: T, data: Requests[T][0]): Promise<Requests[T][1]> {
  if (!connection) throw notConnected()
  return connection.request(type, data, newKey())
}

/** Why something was not done, for people. */
export function words(error: unknown): string {
  if (error instanceof RequestError && error.words) return t(error.words)
  return error instanceof Error ? error.message : String(error)
}

/** Does it, and tells why not. */
export async function attempt(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    return words(error)
  }
}

/** Asks without a key: what only tells. */
export async function look<T extends keyof Requests>(type: T, data: Requests[T][0]): Promise<Requests[T][1]> {
  if (!connection) throw notConnected()
  return connection.request(type, data)
}

let ownNotices = 0
export function notice(severity: 'info' | 'warning' | 'critical', message: string): void {
  const id = --ownNotices
  board.value = withNotice(board.value, { id, severity, message })
  if (severity === 'info') setTimeout(() => dismiss(id), INFO_MS)
}
