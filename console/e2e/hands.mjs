// Hurried hands, with a program that only pretends (mock.mjs): nothing is done that was not meant, nothing is lost.
//
//   node e2e/hands.mjs http://localhost:4173

import { expect, launch, pretended, signIn } from './pretended.mjs'

const until = async (what, holds) => {
  for (let n = 0; n < 200; n++) {
    if (await holds()) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`never: ${what}`)
}
const browser = await launch()
try {
  const { page, as, asked, emit, slow, release } = await pretended(browser)
  const times = (type) => asked.filter(({ requestType }) => requestType === type).length
  await signIn(page)
  const question = (n, more = {}) => ({
    ...as.show.questions[0],
    questionId: `h${n}`,
    viewer: `Hand ${n}`,
    text: `What of hand ${n}?`,
    standing: 'open',
    askedMs: as.show.questions.at(-1).askedMs + n,
    ...more,
  })
  const come = async (n) => {
    as.show.questions.push(question(n))
    emit('QuestionChanged', question(n))
    return page.locator(`[data-question=h${n}]`)
  }

  // An answer is slow; the next line is typed meanwhile, and stays a line.
  const first = await come(1)
  await first.waitFor()
  await first.focus()
  await page.keyboard.press('r')
  await page.keyboard.type('Yes.')
  slow.add('AnswerQuestion')
  await page.keyboard.press('Enter')
  await until('it was asked', () => times('AnswerQuestion') === 1)
  await page.keyboard.press('F2')
  await page.locator('#line:focus').waitFor()
  await page.keyboard.type('m')
  release()
  await first.getByRole('textbox').waitFor({ state: 'detached' })
  await page.keyboard.type('x')
  expect('typed in the line', (await page.locator('#line').inputValue()) === 'mx')
  expect('nobody was muted', times('MuteViewer') + times('RejectQuestion') === 0)
  await page.locator('#line').fill('')

  // A question comes while a hand aims at another.
  const aimed = await come(2)
  await aimed.hover()
  const reject = aimed.getByRole('button', { name: 'Reject' })
  await reject.hover()
  const spot = await reject.boundingBox()
  for (const n of [3, 4, 5]) await come(n)
  // In the order in which all is told: when this line is there, they are known.
  as.show.queue.push({ ...as.show.queue.at(-1), utteranceId: 'h-line' })
  emit('UtteranceChanged', as.show.queue.at(-1))
  await page.locator('[data-utterance=h-line]').waitFor()
  await page.mouse.click(spot.x + spot.width / 2, spot.y + spot.height / 2)
  await until('it was rejected', () => times('RejectQuestion') === 1)
  const { requestData } = asked.find((d) => d.requestType === 'RejectQuestion')
  expect('the one that was meant', requestData.questionId === 'h2')
  await page.mouse.move(5, 5)
  await page.locator('[data-question=h5]').waitFor()
  expect('the list goes on', (await page.locator('.fresh').count()) === 0)

  // By keys, one after the other: the focus goes to the next.
  await page.locator('[data-question=h3]').focus()
  await page.keyboard.press('x')
  await page.locator('[data-question=h3]').waitFor({ state: 'detached' })
  await page.keyboard.press('x')
  await page.locator('[data-question=h4]').waitFor({ state: 'detached' })
  expect('three were rejected', times('RejectQuestion') === 3)
  await page.keyboard.down('x')
  for (let n = 0; n < 5; n++) await page.keyboard.down('x')
  await page.keyboard.up('x')
  await page.locator('[data-question=h5]').waitFor({ state: 'detached' })
  expect('a key that is held is pressed once', times('RejectQuestion') === 4)

  // A move that comes to nothing is not shown as done.
  const ids = async () =>
    page.locator('.next [data-utterance]').evaluateAll((rows) => rows.map((row) => row.dataset.utterance))
  const before = await ids()
  as.taken = as.show.queue.find((u) => u.kind === 'operator').utteranceId
  await page.locator(`.next [data-utterance="${as.taken}"]`).focus()
  await page.keyboard.press('Alt+ArrowDown')
  await until('it was asked', () => times('MoveUtterance') === 1)
  await until('the order is what it is', async () => (await ids()).join() === before.join())

  // Enter that is held chooses, and does not go there as well.
  await page.locator('.entry').first().focus()
  await page.keyboard.down('Enter')
  for (let n = 0; n < 3; n++) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  expect('it is chosen', (await page.locator('[data-chosen=yes]').count()) === 1)
  expect('and nothing more', times('GoTo') === 0)
  await page.keyboard.press('Escape')

  // Arrows in the list of shows put none on air; what was typed is there again.
  const edit = page.getByRole('button', { name: 'Edit show' })
  const dialog = page.getByRole('dialog')
  await edit.click()
  const text = dialog.getByRole('textbox')
  await text.press('Control+End')
  await page.keyboard.type('Ten minutes of work.')
  await dialog.getByText('No problems.').waitFor()
  await dialog.locator('select').focus()
  await page.keyboard.press('ArrowDown')
  await dialog.getByRole('button', { name: 'Play it' }).waitFor()
  expect('no show was loaded', times('LoadShow') === 0)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect('Escape stopped nothing', times('Stop') === 0)
  expect('the focus is back', await edit.evaluate((button) => button === document.activeElement))
  await edit.click()
  expect('nothing was lost', (await text.inputValue()).endsWith('Ten minutes of work.'))
  await dialog.getByRole('button', { name: 'Throw away my changes' }).click()
  expect('unless it is thrown away', !(await text.inputValue()).includes('Ten minutes'))
  await dialog.getByRole('button', { name: 'Close' }).click()

  // Escape empties a search first; twice stops, however much is open.
  const search = page.getByRole('searchbox')
  await search.fill('how')
  await search.press('Escape')
  expect('the search is empty', (await search.inputValue()) === '' && times('Stop') === 0)
  await (await come(6)).focus()
  await page.keyboard.press('r')
  await edit.click()
  await dialog.waitFor()
  await page.keyboard.press('F1')
  await page.waitForTimeout(1100)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await until('twice stops', () => times('Stop') === 1)

  // On a phone, the newest question is in sight when the list is opened.
  const { page: phone, as: there } = await pretended(browser, { width: 390, height: 844 })
  const last = there.show.questions.at(-1)
  for (let n = 0; n < 60; n++) {
    const more = {
      questionId: `p${n}`,
      askedMs: last.askedMs + n + 1,
      standing: 'open',
      text: `Question ${n}?`,
    }
    there.show.questions.push({ ...last, ...more })
  }
  await signIn(phone)
  await phone
    .getByRole('tab', { name: /Chat/ })
    .or(phone.getByRole('button', { name: /^Chat/ }))
    .first()
    .click()
  await until('the newest is in sight', async () => {
    const box = await phone.locator('[data-question=p59]').boundingBox()
    return box && box.y > 0 && box.y + box.height < 844
  })
  console.log('{"hands":true}')
} finally {
  await browser.close()
}
