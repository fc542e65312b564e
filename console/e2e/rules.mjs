// The rules of what needs consent, in a real Chromium: an operator writes them, what is wrong is told, questions are
// decided by them, and others see them. The program is on air without a show (`compere live --idle`).
//
//   COMPERE_TOKEN=... node e2e/rules.mjs http://localhost:8080 [options of session.mjs]
//
// COMPERE_TOKEN_MODERATOR is the token of somebody who may read the rules only. Prints one line of JSON; ends with 0
// when all of it was seen, with 1 and an "error" when not.

import { barriers } from './axe.mjs'
import { session } from './session.mjs'

const moderator = process.env['COMPERE_TOKEN_MODERATOR']
const { page, result, until, signIn, another, request, end } = await session()
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}
const editor = page.getByRole('dialog', { name: 'Rules of what comes in' })
const keep = editor.getByRole('button', { name: 'Keep' })
const rules = () => request('GetRules')
const ask = async (text) => (await request('AskQuestion', { viewer: 'Elif', text })).questionId
const standing = async (id) => (await request('GetShow')).questions.find((q) => q.questionId === id)?.standing

try {
  await request('SetRules', { held: ['question', 'answer'], rules: [] })
  const before = (await rules()).limits
  await signIn()
  await page.getByRole('button', { name: 'Rules' }).click()
  await editor.getByText('No rules.').waitFor()

  // Two rules, the narrower one moved to the front.
  const add = editor.getByRole('button', { name: 'Add a rule' })
  await add.click()
  await editor
    .getByRole('group', { name: '1: What is done' })
    .getByRole('button', { name: 'Approve' })
    .click()
  const most = editor.getByLabel('1: Characters, at most')
  await most.fill('-4')
  await editor.getByText('A number of characters is').waitFor()
  expect('what is wrong cannot be kept', await keep.isDisabled())
  await most.fill('40')
  await add.click()
  await editor.getByLabel('2: With words').fill('money back')
  await editor.getByLabel('2: With words').press('Enter')
  await editor.getByLabel('2: Characters, at most').fill('30')
  await editor.getByText('This rule never decides: rule 1').waitFor()
  await editor.getByLabel('2: Characters, at most').fill('')
  await editor.getByText('This rule never decides').waitFor({ state: 'detached' })
  await editor.getByRole('button', { name: 'Move rule 2 up' }).click()
  const found = await barriers(page)
  expect(`no barriers: ${found.slice(0, 4).join('\n')}`, found.length === 0)
  await keep.click()
  await editor.waitFor({ state: 'detached' })
  const kept = (await rules()).rules
  expect(
    `they are kept in order: ${JSON.stringify(kept)}`,
    kept.length === 2 && kept[0].words[0] === 'money back' && kept[1].atMostChars === 40,
  )
  result.kept = true

  // A limit: what is wrong is told, and the program has what is kept.
  await page.getByRole('button', { name: 'Rules' }).click()
  const each = editor.getByLabel("viewers' questions: From one person, a minute")
  await each.fill('0')
  await editor.getByText('is a whole number from 1 to 4000, or empty').waitFor()
  expect('a limit that is wrong cannot be kept', await keep.isDisabled())
  await each.fill('7')
  await editor.getByLabel('answers: Seconds that one may wait').fill('')
  await keep.click()
  await editor.waitFor({ state: 'detached' })
  const limits = (await rules()).limits
  expect(
    `the program has it: ${JSON.stringify(limits)}`,
    limits.question.eachAMinute === 7 &&
      limits.question.waiting === before.question.waiting &&
      limits.answer.liveSeconds === undefined &&
      limits.operator.waiting === before.operator.waiting,
  )
  result.limits = true

  // They decide.
  const short = await ask('Is it waterproof?')
  await until('a short question is let in', async () => (await standing(short)) === 'open')
  const money = await ask('Do I get my money back?')
  await until('one about money waits', async () => (await standing(money)) === 'held')
  result.decide = true

  // Changed elsewhere while they are edited: it is told, and what is there can be shown.
  await page.getByRole('button', { name: 'Rules' }).click()
  await editor.getByText('of at most 40 characters').waitFor()
  await request('SetRules', { held: ['answer'], rules: [] })
  await editor.getByText('Somebody changed the rules meanwhile').waitFor()
  await editor.getByRole('button', { name: 'Show theirs' }).click()
  await editor.getByText('No rules.').waitFor()
  expect(
    'what is held is shown',
    !(await editor.getByLabel("viewers' questions", { exact: true }).isChecked()),
  )
  await page.keyboard.press('Escape')
  await editor.waitFor({ state: 'detached' })
  result.changedElsewhere = true

  // Who may only read them is told so.
  if (moderator) {
    const theirs = await another(moderator)
    await theirs.getByRole('button', { name: 'Rules' }).click()
    await theirs.getByText('You are moderator: you can read the rules').waitFor()
    expect('nothing to keep', (await theirs.getByRole('button', { name: 'Keep' }).count()) === 0)
    expect('nothing to tick', await theirs.getByLabel('urgent lines').isDisabled())
    result.readOnly = true
    await theirs.close()
  }
  await request('SetRules', { held: ['question', 'answer'], rules: [], limits: before })
  await end()
} catch (error) {
  await end(error)
}
