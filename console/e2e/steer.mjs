// A person steers a host who speaks, in a real Chromium: pauses and resumes, skips a sentence, has another voice speak,
// moves a fader. What the page shows is held against what the program says.
//
//   COMPERE_TOKEN=... node e2e/steer.mjs http://localhost:8080 [--voice NAME] [options of session.mjs]
//
// Prints one line of JSON. Ends with 0 when all of it was seen, with 1 and an "error" when not.

import { option, session } from './session.mjs'

const SENTENCES = [
  'The first sentence goes on for a good while, so that there is time enough to stop in the middle of it.',
  'The second sentence is just as long as the first one was, and nobody will ever hear the very end of it.',
  'The third sentence is what remains in the end, and it too may be cut off before anybody has heard it all.',
]
const VOICE = option('voice', 'espeak-de')
const MOST_LEVELS_PER_SECOND = 10

const { page, result, until, onAir, signIn, status, end } = await session()
const screenshot = option('screenshot')
/** When the page asked for what. */
const asked = []
page.on('websocket', (socket) =>
  socket.on('framesent', ({ payload }) => {
    const type = typeof payload === 'string' && JSON.parse(payload).d?.requestType
    if (type) asked.push({ type, at: Date.now() })
  }),
)
const askedSince = (type, begin) => asked.filter((a) => a.type === type && a.at >= begin).length
const words = page.locator('section[aria-label="On air"] .words')
const said = () => page.locator('.words .said').count()
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}

try {
  await signIn()
  await page.locator('video[data-picture="playing"]').waitFor()
  await page.getByLabel('Line to say').fill(SENTENCES.join(' '))
  await page.getByLabel('Line to say').press('Enter')
  await until('the first sentence on air', () => onAir('first sentence').count())
  await until('three words of it', async () => (await said()) > 3)

  // Paused by the key while the line has the focus; nothing is typed, and the words stand still.
  await page.keyboard.press('F8')
  await page.locator('.tally', { hasText: 'Paused' }).waitFor()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  expect('the program is paused', (await status()).paused)
  expect('a key typed nothing', (await page.getByLabel('Line to say').inputValue()) === '')
  // The picture comes a little late, and with it the words.
  await page.waitForTimeout(1500)
  const stood = await said()
  await page.waitForTimeout(700)
  expect('words stand still in a pause', (await said()) === stood)
  if (screenshot) await page.screenshot({ path: screenshot })
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.locator('.tally').waitFor({ state: 'detached' })
  expect('the program goes on', !(await status()).paused)
  result.paused = true

  await until('the sentence goes on', async () => (await status()).speaking)
  await page.keyboard.press('F9')
  await until('the second sentence on air', async () => /second sentence/.test(await words.innerText()))
  await page.getByRole('button', { name: 'Skip' }).click()
  await until('the third sentence on air', async () => /third sentence/.test(await words.innerText()))
  expect(
    'it is still the same utterance',
    (await status()).recent.every((u) => !u.text.includes('third')),
  )
  result.skipped = true

  // A fader under a fast hand.
  const fader = page.getByLabel('Music level')
  await fader.focus()
  const begin = Date.now()
  for (let press = 0; press < 30; press++) {
    await page.keyboard.press('ArrowLeft')
    await page.waitForTimeout(20)
  }
  const level = async () => (await status()).health.levels.musicLevelDb
  const wanted = Number(await fader.inputValue())
  await until('the level that was set last', async () => Math.abs((await level()) - wanted) < 0.01)
  const seconds = (Date.now() - begin) / 1000
  result.levelDb = wanted
  result.levelsPerSecond = askedSince('SetLevel', begin) / seconds
  expect('levels are sent slowly', askedSince('SetLevel', begin) <= seconds * MOST_LEVELS_PER_SECOND + 1)
  await page.keyboard.press('0')
  await until('the usual level', async () => (await level()) === 0 && Number(await fader.inputValue()) === 0)
  const calm = Date.now()
  await page.waitForTimeout(3000)
  result.metersPerSecond = askedSince('GetStatus', calm) / ((Date.now() - calm) / 1000)
  expect('meters are lively, and no burden', result.metersPerSecond > 2 && result.metersPerSecond < 10)

  const voice = page.locator('section[aria-label="Voice"]')
  const before = (await status()).voice
  await voice.getByRole('button', { name: 'By name' }).click()
  await voice.getByLabel('Name of a voice').fill('nobody-at-all')
  await voice.getByLabel('Name of a voice').press('Enter')
  await voice.getByRole('alert').filter({ hasText: 'nobody-at-all' }).waitFor()
  expect('a refused voice changes nothing', (await status()).voice === before)
  await voice.getByLabel('Name of a voice').fill(VOICE)
  await voice.getByLabel('Name of a voice').press('Enter')
  await until('the other voice', async () => (await status()).voice === VOICE)
  await until('its name', async () => (await voice.locator('select').inputValue()) === VOICE)
  await voice.locator('select').selectOption(before)
  await until('the first voice again', async () => (await status()).voice === before)
  result.voice = VOICE

  await page.keyboard.press('F8')
  await page.locator('.tally').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.tally').waitFor({ state: 'detached' })
  await until('silence', async () => (await status()).speaking === null)
  await end()
} catch (error) {
  await end(error)
}
