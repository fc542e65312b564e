// A line that is looked at before it goes on air, in a real Chromium: typed, held for the preview, heard there, edited,
// and taken; and that none of it is on air before. The program is on air without a show (`compere live --idle`).
//
//   COMPERE_TOKEN=... node e2e/preview.mjs http://localhost:8080 [options of session.mjs]
//
// Prints one line of JSON; ends with 0 when all of it was seen, with 1 and an "error" when not.

import { barriers } from './axe.mjs'
import { session } from './session.mjs'

const { page, result, until, onAir, signIn, request, end } = await session()
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}
const preview = page.getByRole('region', { name: 'Next', exact: true })
const line = page.getByLabel('Line to say')
const show = () => request('GetShow')
const waits = async (text) => (await show()).held.find((u) => u.text.includes(text))
/** Every state that the journal tells of an utterance. */
const life = async (id) =>
  (await request('GetJournal', { since: 0, most: 500 })).entries
    .filter((entry) => entry.subject === id)
    .map((entry) => entry.told)

try {
  await signIn()

  // Nothing is said, and all goes on air by itself: the line does not, all the same.
  expect('all goes on air by itself', (await show()).progress.auto)
  await line.fill('[smile] This line is looked at first.')
  await line.press('Alt+Enter')
  await preview.getByText('This line is looked at first.').waitFor()
  const { utteranceId } = await until('it is held', () => waits('looked at first'))
  await until('all goes on air by itself again', async () => (await show()).progress.auto)
  expect('it was never on air', !(await life(utteranceId)).some((told) => /on air|is heard/.test(told)))
  const found = await barriers(page)
  expect(`no barriers: ${found.slice(0, 4).join('\n')}`, found.length === 0)
  result.held = true

  // Its sound is heard here, and nowhere else.
  await preview.getByRole('button', { name: 'Listen' }).click()
  await preview.getByRole('button', { name: 'Stop listening' }).waitFor()
  expect('it is held while it is heard', await waits('looked at first'))
  await preview.getByRole('button', { name: 'Listen', exact: true }).waitFor()
  result.heard = true

  // What is said meanwhile goes past it.
  await line.fill('This one goes before.')
  await line.press('Enter')
  await until('another line on air', () => onAir('goes before').count())
  expect('it is still held', await waits('looked at first'))
  await preview.getByText('This line is looked at first.').waitFor()
  result.passed = true

  // Another one is typed, and the first is looked at again from the queue.
  await line.fill('This is the second line.')
  await line.press('Alt+Enter')
  await preview.getByText('This is the second line.').waitFor()
  const row = page.getByRole('listitem').filter({ hasText: 'looked at first' }).first()
  await row.focus()
  await page.keyboard.press('p')
  await preview.getByText('This line is looked at first.').waitFor()

  // Taken: it is on air, and the preview shows what is next.
  await page.keyboard.press('Alt+t')
  await until('it is on air', () => onAir('looked at first').count())
  await preview.getByRole('button', { name: /^Go/ }).waitFor()
  await until('it was said', async () =>
    (await show()).recent.some((u) => u.utteranceId === utteranceId && u.state === 'done'),
  )
  expect('the second is still held', await waits('second line'))
  result.taken = true

  // A line that cannot be said is there again, with the reason; and all still goes on air by itself.
  await line.fill('[smlie] This has a wrong cue.')
  await line.press('Alt+Enter')
  await page.getByText('no cue is called').waitFor()
  expect('it is there again', (await line.inputValue()).includes('wrong cue'))
  expect('all goes on air by itself', (await show()).progress.auto)
  result.refused = true
  await end()
} catch (error) {
  await end(error)
}
