// A person's first minute at the console, in a real Chromium: signs in, sees the picture move, turns the sound on,
// says a line, sees and hears it on air, and (with --stop) stops another one.
//
//   COMPERE_TOKEN=... node e2e/say.mjs http://localhost:8080 [--screenshot FILE.png] [--line TEXT] [--timeout SECONDS]
//       [--stop] [--viewport WIDTHxHEIGHT]
//
// Prints one line of JSON. Ends with 0 when all of it was seen, with 1 and an "error" when not.

import { chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]
/** Above this the page plays something; the meter begins at -60. */
const HEARD_DBFS = -50

const [address, ...rest] = process.argv.slice(2)
const option = (name, otherwise) => {
  const at = rest.indexOf(`--${name}`)
  return at < 0 ? otherwise : rest[at + 1]
}
const token = process.env['COMPERE_TOKEN']
if (!address || !token) {
  console.error(
    'usage: COMPERE_TOKEN=... node e2e/say.mjs URL [--screenshot FILE] [--line TEXT] [--timeout SECONDS]',
  )
  process.exit(2)
}
const line = option('line', `Hello from the console, this is line ${Date.now() % 100000}.`)
const screenshot = option('screenshot')
const timeout = Number(option('timeout', '60')) * 1000
const [width, height] = option('viewport', '1440x900').split('x').map(Number)

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  headless: true,
  args: FLAGS,
})
const result = { line, problems: [] }
const page = await browser.newPage({ viewport: { width, height } })
page.setDefaultTimeout(timeout)
page.on('pageerror', (error) => result.problems.push(`page error: ${error.message}`))
page.on(
  'console',
  (message) => message.type() === 'error' && result.problems.push(`console: ${message.text()}`),
)

const frames = () => page.locator('video').evaluate((v) => v.getVideoPlaybackQuality().totalVideoFrames)
const level = () =>
  page.locator('.level').evaluate((m) => (m.dataset.heard === 'yes' ? Number(m.ariaValueNow) : -60))
const until = async (what, look) => {
  const end = Date.now() + timeout
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > end) throw new Error(`not seen within ${timeout / 1000} s: ${what}`)
    await page.waitForTimeout(50)
  }
}
const onAir = (text) => page.locator('section[aria-label="On air"] [data-utterance]', { hasText: text })

try {
  await page.goto(address)
  await page.getByLabel('Access token').fill(token)
  await page.getByLabel('Access token').press('Enter')
  await page.getByLabel('Line to say').waitFor()

  const opened = Date.now()
  await page.locator('video[data-picture="playing"]').waitFor()
  result.firstPictureMillis = Date.now() - opened
  const before = await frames()
  await until('30 more frames', async () => (await frames()) > before + 30)
  await page.getByRole('button', { name: 'Sound on' }).click()
  await page.waitForTimeout(500)
  result.quietDbfs = await level()

  await page.getByLabel('Line to say').fill(line)
  const said = Date.now()
  await page.getByLabel('Line to say').press('Enter')
  await until('the line on air', () => onAir(line).count())
  result.onAirMillis = Date.now() - said
  result.utterance = await onAir(line).getAttribute('data-utterance')
  const own = `[data-utterance="${result.utterance}"]`

  result.loudestDbfs = -60
  let shot = false
  const done = page.locator(`ol[aria-label="Said"] ${own}[data-state="done"]`)
  // The picture comes a little late: what is done may still be heard.
  let last
  await until('the line done, and heard', async () => {
    result.loudestDbfs = Math.max(result.loudestDbfs, await level())
    const heard = await page.locator('.words .said').count()
    if (screenshot && !shot && heard > 2 && result.loudestDbfs > HEARD_DBFS) {
      await page.screenshot({ path: screenshot })
      shot = true
    }
    if (!last && (await done.count())) last = Date.now()
    return last && Date.now() > last + 1500
  })
  if (screenshot && !shot) await page.screenshot({ path: screenshot })
  if (result.loudestDbfs <= HEARD_DBFS) throw new Error(`the page stayed silent: ${result.loudestDbfs} dBFS`)
  result.frames = await frames()
  result.dropped = await page.locator('video').evaluate((v) => v.getVideoPlaybackQuality().droppedVideoFrames)
  result.behindSeconds = Number.parseFloat(await page.locator('.delay').innerText())

  if (rest.includes('--stop')) {
    const long =
      'This line is far too long to be said to its end, and it goes on and on, until somebody stops it.'
    await page.getByLabel('Line to say').fill(long)
    await page.getByLabel('Line to say').press('Enter')
    await until('the long line on air', () => onAir('far too long').count())
    await page.keyboard.press('Escape')
    const stopped = page.locator('ol[aria-label="Said"] [data-state="cancelled"]', {
      hasText: 'far too long',
    })
    await until('the long line stopped', () => stopped.count())
    result.stopped = true
  }
  if (result.problems.length > 0) throw new Error('the page had problems')
  result.ok = true
} catch (error) {
  result.ok = false
  result.error = error.message
  if (screenshot) await page.screenshot({ path: screenshot }).catch(() => {})
} finally {
  await browser.close()
}
console.log(JSON.stringify(result))
process.exit(result.ok ? 0 : 1)
