import { beforeEach, expect, test } from 'vitest'
import { Connection, RequestError, newKey, socketUrl } from './connection'
import type { Link, Surroundings } from './connection'
import type { CompereEvent } from './protocol'

/** A socket whose other end is the test. */
class Wire {
  sent: { op: number; d: Record<string, unknown> }[] = []
  closed = false
  onmessage: (event: { data: unknown }) => void = () => {}
  onclose: (event: { code: number; reason: string }) => void = () => {}
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.closed = true
  }
  receive(op: number, d: unknown) {
    this.onmessage({ data: JSON.stringify({ op, d }) })
  }
  identified(seq: number, gap = false) {
    this.receive(0, { version: '1', rpcVersion: 1, authentication: { challenge: 'c', salt: 's' } })
    this.receive(2, { rpcVersion: 1, seq, gap })
  }
}

let wires: Wire[]
let timers: { millis: number; call: () => void }[]
let links: Link[]
let events: CompereEvent[]
let fresh: number
let connection: Connection

beforeEach(() => {
  wires = []
  timers = []
  links = []
  events = []
  fresh = 0
  const around: Surroundings = {
    open: () => {
      const wire = new Wire()
      wires.push(wire)
      return wire as unknown as WebSocket
    },
    after: (millis, call) => {
      const timer = { millis, call }
      timers.push(timer)
      return () => (timers = timers.filter((t) => t !== timer))
    },
    random: () => 1,
  }
  const hooks = {
    link: (link: Link) => links.push(link),
    event: (event: CompereEvent) => events.push(event),
    fresh: () => fresh++,
  }
  connection = new Connection('ws://x', 'token', hooks, around)
  connection.start()
})

const camera = (seq: number) => ({ seq, eventType: 'CameraChanged', eventData: { camera: 'close' } })
const fire = () => timers.splice(0).forEach((t) => t.call())

test('proves the token and opens', () => {
  wires[0]!.identified(7)
  expect(wires[0]!.sent[0]!.op).toBe(1)
  expect(wires[0]!.sent[0]!.d).toEqual({
    rpcVersion: 1,
    authentication: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  })
  expect(links).toEqual(['connecting', 'open'])
  expect(fresh).toBe(1)
})

test('comes back by itself, after ever longer waits, from the last event', () => {
  wires[0]!.identified(7)
  wires[0]!.receive(5, camera(8))
  wires[0]!.onclose({ code: 1006, reason: '' })
  const waits = []
  for (let n = 0; n < 7; n++) {
    waits.push(timers[0]!.millis)
    fire()
    if (n < 6) wires.at(-1)!.onclose({ code: 1006, reason: '' })
  }
  expect(waits).toEqual([400, 800, 1600, 2500, 2500, 2500, 2500])
  wires.at(-1)!.identified(9)
  expect(wires.at(-1)!.sent[0]!.d).toMatchObject({ lastSeq: 8 })
  wires.at(-1)!.receive(5, camera(9))
  expect(events.map((e) => e.seq)).toEqual([8, 9])
  expect(connection.link).toBe('open')
})

test('begins anew after a gap', () => {
  wires[0]!.identified(7)
  wires[0]!.onclose({ code: 1006, reason: '' })
  fire()
  wires[1]!.identified(3, true)
  wires[1]!.onclose({ code: 1006, reason: '' })
  fire()
  wires[2]!.identified(3)
  expect(wires[2]!.sent[0]!.d).toMatchObject({ lastSeq: 3 })
})

test('does not come back with a wrong token', () => {
  wires[0]!.receive(0, { authentication: { challenge: 'c', salt: 's' } })
  wires[0]!.onclose({ code: 4009, reason: 'wrong token' })
  expect(connection.link).toBe('refused')
  expect(timers).toEqual([])
})

test('gives answers to those who asked', async () => {
  wires[0]!.identified(0)
  const one = connection.request('Say', { text: 'a' })
  const two = connection.request('Say', { text: '[x]' })
  const status = (result: boolean, code: number) => ({
    result,
    code,
    comment: result ? undefined : 'no cue x',
  })
  wires[0]!.receive(7, { requestId: '2', requestType: 'Say', requestStatus: status(false, 401) })
  wires[0]!.receive(7, {
    requestId: '1',
    requestStatus: status(true, 100),
    responseData: { utteranceId: 'u', ahead: 0 },
  })
  wires[0]!.receive(7, { requestId: '9', requestStatus: status(true, 100) })
  await expect(one).resolves.toEqual({ utteranceId: 'u', ahead: 0 })
  await expect(two).rejects.toMatchObject({ code: 401, message: 'no cue x' })
  expect(timers).toEqual([])
})

test('asks again on the next connection, but only for what has a key', async () => {
  wires[0]!.identified(0)
  const once = connection.request('Say', { text: 'a' }, 'key')
  const status = connection.request('GetStatus', {})
  wires[0]!.onclose({ code: 1006, reason: '' })
  await expect(status).rejects.toBeInstanceOf(RequestError)
  await expect(connection.request('Stop', {})).rejects.toThrow('not connected')
  timers.at(-1)!.call()
  wires[1]!.identified(0)
  expect(wires[1]!.sent[1]).toEqual(wires[0]!.sent[1])
  wires[1]!.receive(7, { requestId: '1', requestStatus: { result: true, code: 100 }, responseData: 'said' })
  await expect(once).resolves.toBe('said')
})

/** Seconds pass: only the timer of that many milliseconds fires. */
const pass = (millis: number, times = 1) => {
  for (let n = 0; n < times; n++) {
    const at = timers.findIndex((t) => t.millis === millis)
    if (at >= 0) timers.splice(at, 1)[0]!.call()
  }
}

test('does not wait for ever', async () => {
  wires[0]!.identified(0)
  const asked = connection.request('GetStatus', {})
  pass(15000)
  await expect(asked).rejects.toThrow('did not answer in time')
  // What happened here has words in every language.
  await expect(asked).rejects.toMatchObject({ words: 'failed.late' })
  expect(connection.link).toBe('open')
})

test('a socket that says nothing for seconds, though it was asked, is lost', async () => {
  wires[0]!.identified(0)
  pass(1000, 20)
  expect(connection.link).toBe('open')
  const once = connection.request('Say', { text: 'a' }, 'key')
  const status = connection.request('GetStatus', {})
  pass(1000, 4)
  wires[0]!.receive(5, camera(1))
  pass(1000, 4)
  expect(connection.link).toBe('open')
  pass(1000)
  expect(connection.link).toBe('waiting')
  expect(wires[0]!.closed).toBe(true)
  await expect(status).rejects.toThrow('lost')
  // What the dead socket still tells is not heard.
  wires[0]!.receive(5, camera(2))
  wires[0]!.onclose({ code: 1006, reason: '' })
  expect(events.map((e) => e.seq)).toEqual([1])
  pass(400)
  wires[1]!.identified(1)
  expect(wires[1]!.sent[1]).toEqual(wires[0]!.sent[1])
  wires[1]!.receive(7, { requestId: '1', requestStatus: { result: true, code: 100 }, responseData: 'said' })
  await expect(once).resolves.toBe('said')
})

test('an opening that comes to nothing is tried again', () => {
  pass(1000, 9)
  expect(connection.link).toBe('connecting')
  pass(1000)
  expect(connection.link).toBe('waiting')
  pass(400)
  expect(wires.length).toBe(2)
})

test('what changes something is asked again before it is told as not answered', async () => {
  wires[0]!.identified(0)
  const once = connection.request('Say', { text: 'a' }, 'key')
  pass(15000)
  expect(connection.link).toBe('waiting')
  pass(400)
  wires[1]!.identified(0)
  expect(wires[1]!.sent[1]).toEqual(wires[0]!.sent[1])
  pass(15000)
  await expect(once).rejects.toThrow('whether it was done is not known')
  wires[1]!.onclose({ code: 1006, reason: '' })
  pass(400)
  wires[2]!.identified(0)
  expect(wires[2]!.sent.length).toBe(1)
})

test('where the program asks for patience, it comes back later and with its token', () => {
  const waits = []
  for (let n = 0; n < 7; n++) {
    wires.at(-1)!.onclose({ code: 1013, reason: 'too many tries' })
    expect(connection.link).toBe('waiting')
    waits.push(timers[0]!.millis)
    fire()
  }
  expect(waits).toEqual([400, 800, 1600, 3200, 6400, 12800, 15000])
})

test('ends for good', async () => {
  wires[0]!.identified(0)
  const asked = connection.request('Say', { text: 'a' }, 'key')
  connection.stop()
  await expect(asked).rejects.toThrow('closed')
  expect(wires[0]!.closed).toBe(true)
  wires[0]!.onclose({ code: 1000, reason: '' })
  expect(timers).toEqual([])
})

test('addresses and keys', () => {
  expect(socketUrl('/a', { protocol: 'https:', host: 'h:1' })).toBe('wss://h:1/a')
  expect(socketUrl('/a', { protocol: 'http:', host: 'h' })).toBe('ws://h/a')
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(newKey()).not.toBe(newKey())
})
