// What somebody types stays where what it is of is gone or changed meanwhile, with a program that only pretends
// (mock.mjs), and its keys go nowhere else.
//
//   node e2e/typing.mjs http://localhost:4173 [SCREENSHOT.png]

import { expect, launch, pretended, signIn } from './pretended.mjs'

const browser = await launch()
try {
  const { page, as, asked, emit } = await pretended(browser)
  const wasAsked = (type) => asked.some(({ requestType }) => requestType === type)
  await signIn(page)

  // A line goes on air under the hand of somebody who changes it.
  const line = as.show.queue[1]
  const row = page.locator(`.next [data-utterance="${line.utteranceId}"]`)
  await row.focus()
  await page.keyboard.press('e')
  await page.keyboard.type(' And 1')
  emit('UtteranceChanged', { ...line, state: 'speaking' })
  await row.getByText('does not wait any more').waitFor()
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  const box = row.getByRole('textbox')
  expect('the text stays', (await box.inputValue()) === `${line.text} And 12`)
  expect('nothing is said by it', !wasAsked('Say') && !wasAsked('EditUtterance'))
  await row.getByRole('button', { name: 'Say as a new line' }).focus()
  await page.keyboard.press('Escape')
  await row.waitFor({ state: 'detached' })
  expect('Escape left it, and stopped nothing', !wasAsked('Stop'))

  // One that is held is approved elsewhere: its editor goes along, and so does the caret.
  const held = as.show.held[0]
  await page.locator(`.held [data-utterance="${held.utteranceId}"]`).focus()
  await page.keyboard.press('e')
  await page.keyboard.press('Home')
  await page.keyboard.type('So: ')
  emit('UtteranceChanged', { ...held, state: 'approved' })
  const moved = page.locator(`.next [data-utterance="${held.utteranceId}"]`)
  await moved.getByRole('textbox').waitFor()
  await page.keyboard.type('3 ')
  expect('typed on', (await moved.getByRole('textbox').inputValue()).includes('So: 3 '))
  await page.keyboard.press('Escape')

  // A colleague changes a line while it is edited: it is told, Enter does not replace theirs, and theirs can be had.
  const shared = as.show.queue.find((u) => u !== line && u.utteranceId !== held.utteranceId)
  const both = page.locator(`.next [data-utterance="${shared.utteranceId}"]`)
  await both.focus()
  await page.keyboard.press('e')
  await page.keyboard.type(' Mine.')
  shared.text = 'Theirs.'
  emit('UtteranceChanged', { ...shared })
  await both.getByText('Somebody changed it meanwhile to: Theirs.').waitFor()
  await page.keyboard.press('Enter')
  expect('Enter replaced nothing', !wasAsked('EditUtterance'))
  await both.getByRole('button', { name: 'Show theirs' }).click()
  expect('theirs is there', (await both.getByRole('textbox').inputValue()) === 'Theirs.')
  await page.keyboard.type(' And mine.')
  await page.keyboard.press('Enter')
  await both.getByRole('textbox').waitFor({ state: 'detached' })
  const { requestData } = asked.find((d) => d.requestType === 'EditUtterance')
  expect('on top of theirs', requestData.was === 'Theirs.' && requestData.text === 'Theirs. And mine.')

  // A question is rejected by a colleague while it is answered.
  const question = as.show.questions.find((q) => q.standing === 'open')
  const asks = page.locator(`[data-question="${question.questionId}"]`)
  await asks.focus()
  await page.keyboard.press('r')
  await page.keyboard.type('Yes 4')
  emit('QuestionChanged', { ...question, standing: 'closed' })
  await asks.getByText('This question is over').waitFor()
  await page.keyboard.type('5')
  expect('the answer stays', (await asks.getByRole('textbox').inputValue()) === 'Yes 45')
  expect('the list stands still', (await page.locator('.fresh').count()) === 1)
  await asks.getByRole('button', { name: 'Say as a new line' }).click()
  await asks.waitFor({ state: 'detached' })
  expect(
    'it was said',
    asked.some((d) => d.requestType === 'Say' && d.requestData.text === 'Yes 45'),
  )
  await page.locator('.fresh').waitFor({ state: 'detached' })
  expect('nothing was stopped', !wasAsked('Stop') && !wasAsked('SetCamera'))

  // A row goes on air while it is dragged: Escape is STOP again afterwards.
  const first = as.show.queue.find((u) => u !== line)
  const dragged = page.locator(`.next [data-utterance="${first.utteranceId}"]`)
  await dragged.locator('.grip').hover()
  await page.mouse.down()
  await page.mouse.move(1300, 300)
  emit('UtteranceChanged', { ...first, state: 'speaking' })
  await dragged.waitFor({ state: 'detached' })
  await page.waitForTimeout(200)
  await page.keyboard.press('Escape')
  await page.waitForTimeout(200)
  expect('Escape stops', wasAsked('Stop'))
  // The show and the quick lines, changed elsewhere while they are edited: it is told, and theirs can be shown.
  const told = page.getByText(/Somebody changed the (show|lines) meanwhile/)
  await page.getByRole('button', { name: 'Edit show' }).click()
  await page.getByRole('dialog').getByText('No problems.').waitFor()
  expect('nothing to tell of the show', (await told.count()) === 0)
  as.show.version++
  emit('ShowReloaded', { version: as.show.version })
  await told.waitFor()
  if (process.argv[3]) await page.screenshot({ path: process.argv[3] })
  await page.getByRole('button', { name: 'Show theirs' }).click()
  await told.waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Edit lines' }).click()
  await page.getByLabel('Text of line 1').fill('Mine')
  emit('QuickLinesChanged', { lines: [{ label: 'Theirs', text: 'Theirs', interrupt: false }] })
  await told.waitFor()
  await page.getByRole('button', { name: 'Show theirs' }).click()
  expect('theirs', (await page.getByLabel('Text of line 1').inputValue()) === 'Theirs')
  expect('told no more', (await told.count()) === 0)
  console.log('{"typing":true}')
} finally {
  await browser.close()
}
