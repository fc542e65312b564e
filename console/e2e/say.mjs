// A person's first minute at the console, in a real Chromium: signs in, sees the picture move, turns the sound on,
// says a line, sees and hears it on air, and (with --stop) stops another one.
//
//   COMPERE_TOKEN=... node e2e/say.mjs http://localhost:8080 [--screenshot FILE.png] [--line TEXT] [--timeout SECONDS]
//       [--stop] [--viewport WIDTHxHEIGHT]
//
// Prints one line of JSON. Ends with 0 when all of it was seen, with 1 and an "error" when not.

import { option, rest, session } from './session.mjs'

/** Above this the page plays something; the meter begins at -60. */
const HEARD_DBFS = -50

const line = option('line', `Hello from the console, this is line ${Date.now() % 100000}.`)
const screenshot = option('screenshot')
const { page, result, until, onAir, signIn, end } = await session()
result.line = line

const frames = () => page.locator('video').evaluate((v) => v.getVideoPlaybackQuality().totalVideoFrames)
const level = () =>
  page.locator('.level').evaluate((m) => (m.dataset.heard === 'yes' ? Number(m.ariaValueNow) : -60))

try {
  await signIn()

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
  await end()
} catch (error) {
  await end(error)
}
