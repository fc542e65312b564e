// Several people at once, each in a Chromium of their own with a name and a role: a viewer asks and can only watch, a
// moderator decides, and those who work on the show see who did it. The program is on air without a show (`compere live --idle`).
//
//   COMPERE_TOKEN=... COMPERE_TOKEN_MODERATOR=... COMPERE_TOKEN_VIEWER=... \
//     node e2e/crew.mjs http://localhost:8080 [--moderator NAME] [options of session.mjs]
//
// Prints one line of JSON; ends with 0 when all of it was seen, with 1 and an "error" when not.

import { barriers } from './axe.mjs'
import { option, session } from './session.mjs'

const { page, result, until, signIn, another, request, end } = await session()
const name = option('moderator', 'mia')
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}
const question = (on, words) => on.locator('[data-question]', { hasText: words })
const standing = async (words) => {
  const { questions, answered } = await request('GetShow')
  return [...questions, ...answered].find((q) => q.text.includes(words))?.standing
}
const ask = (words) => request('AskQuestion', { viewer: 'Elif', text: words })
const everywhere = async (what, look) => {
  for (const on of [page, moderator, viewer]) await until(what, () => look(on))
}
let moderator, viewer

try {
  await request('SetRules', { held: ['question', 'answer'], rules: [] })
  await signIn()
  moderator = await another(process.env['COMPERE_TOKEN_MODERATOR'])
  viewer = await another(process.env['COMPERE_TOKEN_VIEWER'])

  // A question waits on all three consoles.
  await ask('Does it float?')
  await everywhere('it is held', async (on) => {
    const row = question(on, 'Does it float?')
    return (await row.count()) === 1 && (await row.getAttribute('data-standing')) === 'held'
  })
  result.seenByAll = true

  // Who may only watch has nothing to press, and reads why; keys do nothing either.
  await viewer.getByText('You watch.').waitFor()
  for (const control of [/^Approve/, /^Reject/, /^STOP/, /^Say/, /^Take over/, /^Edit show/, /^Pause.*F8/]) {
    expect(`a viewer has no ${control}`, (await viewer.getByRole('button', { name: control }).count()) === 0)
  }
  await question(viewer, 'Does it float?').focus()
  for (const key of ['a', 'x', 'e', 'Alt+a', 'Escape', 'F8']) await viewer.keyboard.press(key)
  expect('it is still held', (await standing('Does it float?')) === 'held')
  expect('nobody was asked for it', (await viewer.locator('.notice').count()) === 0)
  result.viewerOnlyWatches = true

  // The moderator lets it in; all see that it is open, and by whom.
  await moderator.getByText('You decide on questions').waitFor()
  expect('a moderator has no STOP', (await moderator.getByRole('button', { name: /^STOP/ }).count()) === 0)
  const row = question(moderator, 'Does it float?')
  await row.hover()
  await row.getByRole('button', { name: 'Approve' }).click()
  await until('the program knows', async () => (await standing('Does it float?')) === 'open')
  await everywhere('it is open', async (on) => {
    return (await question(on, 'Does it float?').getAttribute('data-standing')) === 'open'
  })
  // Who did it is for those who work on the show.
  for (const on of [page, moderator]) {
    await until(`by ${name}`, () => question(on, 'Does it float?').locator('.by', { hasText: name }).count())
    const done = on.locator('.last-done', { hasText: `${name} approved “Does it float?”` })
    await until('it stands in the head', () => done.count())
  }
  expect('a viewer is not told by whom', (await viewer.locator('.by, .last-done b').count()) === 0)
  result.approvedByName = true

  // Two decide at once: one of them is told that it was done already, and it is done once.
  const { questionId } = await ask('Who is quicker?')
  for (const on of [page, moderator]) await question(on, 'Who is quicker?').focus()
  await Promise.all([page.keyboard.press('x'), moderator.keyboard.press('x')])
  await until('it is closed', async () => (await standing('Who is quicker?')) === 'closed')
  const { entries } = await request('GetJournal', { since: 0, most: 500 })
  const closed = entries.filter((e) => e.subject === questionId && /^closed/.test(e.told))
  expect(`it was closed once: ${JSON.stringify(closed)}`, closed.length === 1)
  result.doneOnce = true

  for (const [role, on] of [
    ['moderator', moderator],
    ['viewer', viewer],
  ]) {
    const found = await barriers(on)
    expect(`no barriers for a ${role}: ${found.slice(0, 4).join('\n')}`, found.length === 0)
  }
  await end()
} catch (error) {
  await end(error)
}
