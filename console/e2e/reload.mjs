// A show that is changed and steered while it is on air, in a real Chromium: going to a segment, and the show's file
// saved anew, once right and once broken. The program plays the file (`compere live FILE`).
//
//   COMPERE_TOKEN=... node e2e/reload.mjs http://localhost:8080 --file FILE [options of session.mjs]
//
// FILE is written. Prints one line of JSON; ends with 0 when all of it was seen, with 1 and an "error" when not.

import { renameSync, writeFileSync } from 'node:fs'
import { option, session } from './session.mjs'

const file = option('file')
const { page, result, until, onAir, signIn, request, end } = await session()
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}
const loop = (name, line) => `# ${name} [loop]\n\n${line}\n\n`
const body = (middle, last) =>
  `---\ntitle: A show that changes\n---\n` +
  loop('Welcome', 'This is the welcome, again and again.') +
  loop('The middle', middle) +
  loop('Goodbye', last)
/** Beside its place and moved there, as editors do. */
const save = (text) => {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}
const rundown = page.getByRole('region', { name: 'Rundown', exact: true })
const entry = (text) => rundown.getByRole('button', { name: text })
const show = () => request('GetShow')

try {
  expect('--file names the show that is played', file)
  save(body('This is the middle, again and again.', 'This is the end, again and again.'))
  await signIn()
  await entry('This is the end').waitFor()
  await until('the welcome on air', () => onAir('the welcome').count())
  const { version } = await show()

  // Chosen, then gone to: once what is on air is over.
  await entry('This is the end').click()
  await rundown.getByRole('button', { name: 'Go here' }).click()
  await until('the end on air', () => onAir('the end').count())
  await rundown.locator('.segment[data-current="yes"]', { hasText: 'Goodbye' }).waitFor()
  expect('the program is there', (await show()).progress.place.segment === 2)
  result.wentTo = true

  // By keys as well.
  await entry('This is the middle').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await until('the middle on air', () => onAir('the middle').count())
  await rundown.locator('.segment[data-current="yes"]', { hasText: 'The middle' }).waitFor()
  result.wentByKeys = true

  // Broken: refused with line and column; what was played is played on.
  save(body('This is the middle, again and again.', '[smlie] This is another end.'))
  const refused = page.locator('.notice', { hasText: 'A version of the show was refused' })
  await refused.waitFor()
  const told = await refused.innerText()
  expect(`with line and column, and advice: ${told}`, /14:1\b/.test(told) && told.includes('[smile]'))
  expect('the version before is played on', (await show()).version === version)
  expect('it stands in the rundown', (await entry('another end').count()) === 0)
  await until('the middle goes on', () => onAir('the middle').count())
  result.refused = true

  // Right: taken where the show is.
  const middle = 'This is the middle, again and again.'
  save(body(`${middle}\n\nThis paragraph is new.`, 'This is another end.'))
  await page.locator('.notice', { hasText: `Version ${version + 1} of the show is played` }).waitFor()
  await rundown.getByText(`version ${version + 1}`).waitFor()
  await entry('This is another end').waitFor()
  await until('the new paragraph on air', () => onAir('paragraph is new').count())
  expect('it did not begin anew', (await show()).progress.place.segment === 1)
  result.reloaded = true
  await end()
} catch (error) {
  await end(error)
}
