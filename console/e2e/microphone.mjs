// The microphone of an operator who has taken over, in a real Chromium with a microphone that only beeps: frames of 20 ms
// leave the page while it is on, and none when it is off. The program is a pretended one (mock.mjs), since what is tried
// is the page; the page itself comes from any address that serves the console.
//
//   node e2e/microphone.mjs http://localhost:8080

import { chromium } from 'playwright-core'
import { mock } from './mock.mjs'

const FRAME_BYTES = 1920
const FRAMES_PER_SECOND = 50
const [address] = process.argv.slice(2)

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
  ],
})
const result = { ok: false }
try {
  const page = await browser.newPage({ locale: 'en' })
  const { as, emit } = await mock(page)
  const frames = []
  let closed = 0
  await page.routeWebSocket('**/api/v1/microphone', (socket) => {
    socket.onClose(() => closed++)
    socket.send(
      JSON.stringify({
        op: 0,
        d: { version: '0', rpcVersion: 1, authentication: { challenge: 'c', salt: 's' } },
      }),
    )
    socket.onMessage((message) => {
      if (typeof message === 'string') {
        result.identified = JSON.parse(message).op === 1
        socket.send(JSON.stringify({ op: 2, d: { rpcVersion: 1, seq: 1, gap: false } }))
      } else frames.push({ at: Date.now(), bytes: Buffer.from(message) })
    })
  })
  await page.goto(address)
  await page.locator('#token').fill('anything')
  await page.locator('#token').press('Enter')
  await page.getByRole('button', { name: /^Take over/ }).waitFor()
  await page.keyboard.press('F7')
  await page.getByRole('button', { name: 'Microphone' }).click()
  await page.getByRole('button', { name: 'Microphone is live' }).waitFor()
  const until = async (what, seen) => {
    for (const end = Date.now() + 20_000; !seen(); await page.waitForTimeout(50)) {
      if (Date.now() > end) throw new Error(`not seen: ${what}`)
    }
  }
  await until('three seconds of frames', () => frames.length >= 3 * FRAMES_PER_SECOND)
  result.framesPerSecond = ((frames.length - 1) * 1000) / (frames.at(-1).at - frames[0].at)
  if (frames.some(({ bytes }) => bytes.length !== FRAME_BYTES)) throw new Error('a frame of another length')
  const samples = frames.flatMap(({ bytes }) => Array.from(new Int16Array(new Uint8Array(bytes).buffer)))
  result.peak = samples.reduce((most, sample) => Math.max(most, sample), 0) / 32767
  if (result.peak < 0.05) throw new Error('the beep is not heard')
  await page.getByRole('button', { name: 'Microphone is live' }).click()
  await page.getByRole('button', { name: 'Microphone', exact: true }).waitFor()
  await until('its end', () => closed === 1)
  // Whatever ends the takeover ends it as well.
  const elsewhere = () => {
    delete as.show.progress.takenOverBy
    emit('ShowChanged', { ...as.show.progress, change: ++as.show.progress.change })
  }
  const [over, on] = [/^Take over/, /^Hand back/]
  // What ends it, and the button that tells that the page has heard what came of it.
  const ends = [
    ['handing back', () => page.getByRole('button', { name: on }).click(), over],
    ['F7', () => page.keyboard.press('F7'), over],
    ['STOP', () => page.keyboard.press('Escape'), on],
    ['the safe scene', () => page.keyboard.press('Shift+Escape'), on],
    ['another hand', elsewhere, over],
    ['signing out', () => page.getByRole('button', { name: 'Sign out' }).click()],
  ]
  for (const [what, does, left] of ends) {
    if (await page.getByRole('button', { name: over }).isVisible()) await page.keyboard.press('F7')
    await page.getByRole('button', { name: 'Microphone', exact: true }).click()
    await page.getByRole('button', { name: 'Microphone is live' }).waitFor()
    const before = closed
    await does()
    await until(`its end by ${what}`, () => closed === before + 1)
    if (left) await page.getByRole('button', { name: left }).waitFor()
  }
  result.ok = true
} catch (error) {
  result.error = error.message
}
await browser.close()
console.log(JSON.stringify(result))
process.exit(result.ok ? 0 : 1)
