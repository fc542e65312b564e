// A session with the program: opens it, proves the token, comes back by itself and misses no event.
// Knows nothing of pages; what it needs of the browser (sockets, timers) can be given to it by a test.

import { Close, Op } from './protocol'
import type { Caller, CompereEvent, Hello, Identified, Requests, ResponseMessage } from './protocol'
import type { Key } from './i18n'
import { identify } from './identify'

export type Link = 'connecting' | 'open' | 'waiting' | 'refused' | 'closed'

/** Why a request was not done: a stable code, and words for people. */
export class RequestError extends Error {
  constructor(
    readonly code: number,
    comment: string,
    /** What happened here, for the page's language; what the program says is in `message`. */
    readonly words?: Key,
  ) {
    super(comment)
  }
}

/** No answer, because there is no connection. */
export const NOT_CONNECTED = 0

export interface Hooks {
  link(link: Link, reason: string): void
  event(event: CompereEvent): void
  /** Who this session is, where the program tells. */
  identified?(caller: Caller | undefined): void
  /** Events were missed for good: ask for the whole state. Also called after the first opening. */
  fresh(): void
}

export interface Surroundings {
  open(url: string): WebSocket
  after(millis: number, call: () => void): () => void
  random(): number
}

const BROWSER: Surroundings = {
  open: (url) => new WebSocket(url),
  after: (millis, call) => {
    const timer = setTimeout(call, millis)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

/** `readyState` of a WebSocket. */
const CLOSING = 2
const CLOSED = 3
const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 2500
/** Where the program asks for patience. */
const LONGEST_LATER_MS = 15000
const REQUEST_MS = 15000
/** How often it is looked whether anything was heard. Counted, so that a page that slept does not take that for silence. */
const TICK_MS = 1000
/** Ticks without a word, though something was asked, after which the socket is dead: a network that is gone tells nothing. */
const QUIET_TICKS = 5
const OPENING_TICKS = 10

export const notConnected = () =>
  new RequestError(NOT_CONNECTED, 'not connected to Compere; wait until it is', 'failed.away')
const late = () => new RequestError(NOT_CONNECTED, 'Compere did not answer in time', 'failed.late')
/** Never "failed": it may have been done. */
const unknown = () =>
  new RequestError(
    NOT_CONNECTED,
    'Compere did not answer; whether it was done is not known, so look before you try again',
    'failed.unknown',
  )
const lost = () => new RequestError(NOT_CONNECTED, 'the connection to Compere was lost', 'failed.lost')

interface Waiting {
  message: string
  /** Whether it may be sent again on another connection. */
  again: boolean
  /** Of what was sent: begins to wait for the answer. */
  watch(): void
  done(response: ResponseMessage): void
  fail(error: RequestError): void
}

export class Connection {
  #socket: WebSocket | undefined
  #link: Link = 'closed'
  #lastSeq: number | undefined
  #failures = 0
  #requests = 0
  #waiting = new Map<string, Waiting>()
  #cancelRetry = () => {}
  #cancelTick: (() => void) | undefined
  #quietTicks = 0

  constructor(
    readonly url: string,
    readonly token: string,
    readonly hooks: Hooks,
    readonly around: Surroundings = BROWSER,
  ) {}

  get link(): Link {
    return this.#link
  }

  start(): void {
    this.#cancelRetry()
    this.#set('connecting', '')
    const socket = this.around.open(this.url)
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket || typeof data !== 'string') return
      this.#read(socket, data)
      this.#heard()
    }
    socket.onclose = ({ code, reason }) => {
      if (this.#socket === socket) this.#lost(code, reason)
    }
    this.#listen()
  }

  /** Ends it for good. */
  stop(): void {
    this.#cancelRetry()
    this.#drop()
    this.#failAll('the console was closed')
    this.#set('closed', '')
  }

  /**
   * Asks for something. A request that changes something carries a key, so that it is sent again, but done once,
   * when the connection breaks before its answer.
   */
  request<T extends keyof Requests>(
    type: T,
    data: Requests[T][0],
    idempotencyKey?: string,
  ): Promise<Requests[T][1]> {
    if (this.#link !== 'open') {
      return Promise.reject(notConnected())
    }
    const requestId = String(++this.#requests)
    const again = idempotencyKey !== undefined
    const d = { requestType: type, requestId, requestData: data, ...(idempotencyKey && { idempotencyKey }) }
    const message = JSON.stringify({ op: Op.Request, d })
    return new Promise<Requests[T][1]>((resolve, reject) => {
      let cancel = () => {}
      let times = 0
      const watch = () => {
        cancel()
        cancel = this.around.after(REQUEST_MS, () => {
          // What changes something may have been done, or be done yet: it is asked again under its key, on another
          // socket, before it is told as failed.
          if (again && this.#link === 'open' && times++ === 0) {
            this.#silent()
            watch()
          } else this.#waiting.get(requestId)?.fail(again ? unknown() : late())
        })
      }
      const end = () => {
        cancel()
        this.#waiting.delete(requestId)
      }
      this.#waiting.set(requestId, {
        message,
        again,
        watch,
        done: ({ requestStatus: status, responseData }) => {
          end()
          if (status.result) resolve(responseData as Requests[T][1])
          else reject(new RequestError(status.code, status.comment ?? `refused with code ${status.code}`))
        },
        fail: (error) => {
          end()
          reject(error)
        },
      })
      // One that closes takes nothing more: what has a key goes out on the next.
      const socket = this.#socket
      if (socket && socket.readyState !== CLOSING && socket.readyState !== CLOSED) socket.send(message)
      watch()
      this.#listen()
    })
  }

  #read(socket: WebSocket, text: string): void {
    const { op, d } = JSON.parse(text) as { op: number; d: unknown }
    switch (op) {
      case Op.Hello: {
        socket.send(identify(this.token, (d as Hello).authentication, this.#lastSeq))
        break
      }
      case Op.Identified: {
        const { seq, gap, caller } = d as Identified
        const first = this.#lastSeq === undefined
        if (first || gap) this.#lastSeq = seq
        this.#failures = 0
        this.hooks.identified?.(caller)
        this.#set('open', '')
        for (const waiting of this.#waiting.values()) {
          socket.send(waiting.message)
          waiting.watch()
        }
        // Asked for after every opening: what a page shows is then right even where events say too little.
        this.hooks.fresh()
        break
      }
      case Op.Event: {
        const event = d as CompereEvent
        this.#lastSeq = event.seq
        this.hooks.event(event)
        break
      }
      case Op.RequestResponse: {
        const response = d as ResponseMessage
        this.#waiting.get(response.requestId)?.done(response)
        break
      }
    }
  }

  /** While an answer is awaited, or the opening: counts the ticks in which nothing was heard. */
  #listen(): void {
    const awaited = this.#link === 'connecting' || this.#waiting.size > 0
    if (!this.#socket || !awaited) return this.#rest()
    this.#cancelTick ??= this.around.after(TICK_MS, () => {
      this.#cancelTick = undefined
      const most = this.#link === 'connecting' ? OPENING_TICKS : QUIET_TICKS
      if (++this.#quietTicks >= most) this.#silent()
      else this.#listen()
    })
  }

  #heard(): void {
    this.#quietTicks = 0
    this.#listen()
  }

  #rest(): void {
    this.#cancelTick?.()
    this.#cancelTick = undefined
    this.#quietTicks = 0
  }

  /** The socket is as good as lost, though nobody says so. */
  #silent(): void {
    this.#drop()
    this.#lost(0, '')
  }

  /** Hears no more of this socket. */
  #drop(): void {
    this.#rest()
    const socket = this.#socket
    this.#socket = undefined
    socket?.close(1000)
  }

  #lost(code: number, reason: string): void {
    this.#rest()
    this.#socket = undefined
    for (const waiting of [...this.#waiting.values()]) {
      if (!waiting.again) waiting.fail(lost())
    }
    if (code === Close.AuthenticationFailed) {
      this.#failAll('the token was refused')
      this.#set('refused', reason)
      return
    }
    const most = code === Close.TryAgainLater ? LONGEST_LATER_MS : LONGEST_WAIT_MS
    const longest = Math.min(most, FIRST_WAIT_MS * 2 ** this.#failures++)
    this.#set('waiting', reason)
    // Not all consoles at once, after the program was away.
    this.#cancelRetry = this.around.after(longest * (0.5 + this.around.random() / 2), () => this.start())
  }

  #failAll(comment: string): void {
    for (const waiting of [...this.#waiting.values()]) waiting.fail(new RequestError(NOT_CONNECTED, comment))
  }

  #set(link: Link, reason: string): void {
    this.#link = link
    this.hooks.link(link, reason)
  }
}

/** A key that no other request has. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** The address of a WebSocket beside this page. */
export function socketUrl(path: string, at: { protocol: string; host: string } = location): string {
  return `${at.protocol === 'https:' ? 'wss' : 'ws'}://${at.host}${path}`
}
