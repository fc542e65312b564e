// A whole show in a real Chromium, as an operator runs it alone: loads it, watches it pass, holds, edits and approves,
// answers a viewer, drags in the queue, takes over and hands back, uses quick lines and pads, loses the connection and
// misses nothing, sees what a second operator does, stops all, and goes back to the safe scene. axe looks for barriers
// on every view, in both themes, and on a phone. The program is on air without a show (`compere live --idle`).
//
//   COMPERE_TOKEN=... node e2e/show.mjs http://localhost:8080 [--pictures FOLDER] [options of session.mjs]
//
// COMPERE_TOKEN_2 is the second operator's token, where there is one. Prints one line of JSON; ends with 0 when all of
// it was seen, with 1 and an "error" when not.

import { barriers } from './axe.mjs'
import { option, session } from './session.mjs'

const SHOW = `---
title: An evening of proof
scene: studio
character: kai
---
# Welcome [for 2m]

Good evening. This is the first paragraph.

This is the second paragraph.

# The middle [loop] [for 10m]

Here is the middle of the show, which is said again and again.

# Goodbye

That was all.
`

const token2 = process.env['COMPERE_TOKEN_2'] ?? process.env['COMPERE_TOKEN']
const { page, result, until, onAir, signIn, request, end, another } = await session({ cutting: true })
const pictures = option('pictures')
const picture = async (name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` })
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}
const region = (name) => page.getByRole('region', { name, exact: true })
const queue = region('Queue')
const chat = region("Viewers' questions")
const say = async (text, key = 'Enter') => {
  await page.getByLabel('Line to say').fill(text)
  await page.getByLabel('Line to say').press(key)
}
const row = (list, text) => list.getByRole('listitem').filter({ hasText: text }).first()
const show = () => request('GetShow')
const waiting = async () => (await show()).queue.map((u) => u.text)
/** Nothing is typed into what has no focus. */
const leaveFields = () => page.evaluate(() => document.activeElement?.blur())
const looked = []
const look = async (view) => {
  for (const theme of ['dark', 'light']) {
    // Without motion: a colour that is on its way is no colour to judge.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const found = await barriers(page)
    looked.push(`${view} ${theme}`)
    if (found.length > 0) throw new Error(`axe, ${view}, ${theme}: ${found.slice(0, 6).join('\n')}`)
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: null })
}

try {
  await signIn()
  await page.locator('video[data-picture="playing"]').waitFor()

  // A show is loaded; what is wrong in it is told while it is typed.
  await page
    .getByRole('button', { name: 'Load a show' })
    .or(page.getByRole('button', { name: 'Edit show' }))
    .click()
  const text = page.getByLabel('Text of the show')
  await text.fill(SHOW.replace('Good evening.', '[smlie] Good evening.'))
  const problem = page.locator('.problem', { hasText: 'smile' })
  await problem.waitFor()
  expect('the problem has its line and column', /^8:\d+/.test((await problem.innerText()).trim()))
  expect(
    'a show with a problem cannot be played',
    await page.getByRole('button', { name: 'Play from the start' }).isDisabled(),
  )
  await look('editor')
  await text.fill(SHOW)
  await page.getByText('No problems.').waitFor()
  await page.getByRole('button', { name: 'Play from the start' }).click()
  await page.getByText('An evening of proof').first().waitFor()
  result.loaded = true

  // Segments pass by themselves; where the show is, is marked.
  await until('the first paragraph on air', () => onAir('first paragraph').count())
  await until('the rundown tells where it is', () =>
    page.locator('.rundown [aria-current="step"]', { hasText: 'first paragraph' }).count(),
  )
  await until('the second segment on air', () => onAir('again and again').count())
  await page.locator('.segment[data-current="yes"]', { hasText: 'The middle' }).waitFor()
  result.passed = true

  // By hand from here on; what waits is held, edited and approved by keys.
  await page.keyboard.press('Shift+F4')
  await page.getByRole('button', { name: 'Manual', pressed: true }).waitFor()
  expect('nothing goes on air by itself', !(await show()).progress.auto)
  for (const name of ['alpha', 'beta', 'gamma']) await say(`This is line ${name}.`)
  await until(
    'three lines wait',
    async () => (await queue.getByRole('list', { name: 'Next' }).getByRole('listitem').count()) >= 3,
  )
  await row(queue, 'line beta').focus()
  await page.keyboard.press('h')
  const held = queue.getByRole('list', { name: 'Held' })
  await row(held, 'line beta').waitFor()
  await picture('console-dark')
  await row(held, 'line beta').focus()
  await page.keyboard.press('e')
  await page.getByLabel('Text of this line').fill('This is line beta, in other words.')
  await page.getByLabel('Text of this line').press('Enter')
  await until('it waits again, edited', async () =>
    (await waiting()).includes('This is line beta, in other words.'),
  )
  await held.waitFor({ state: 'detached' })
  result.heldEditedApproved = true

  // Dragged by the pointer, and moved by the keyboard.
  const order = async (...names) => {
    const places = (await waiting()).map((line) => names.findIndex((name) => line.includes(`line ${name}`)))
    const seen = await queue.getByRole('list', { name: 'Next' }).locator('.text').allInnerTexts()
    const shown = seen.map((line) => names.findIndex((name) => line.includes(`line ${name}`)))
    const sorted = (of) => of.filter((at) => at >= 0).every((at, i) => at === i)
    return sorted(places) && sorted(shown)
  }
  const drag = async (from, to) => {
    const grip = row(queue, from).locator('.grip')
    await grip.scrollIntoViewIfNeeded()
    const a = await grip.boundingBox()
    const b = await row(queue, to).boundingBox()
    await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
    await page.mouse.down()
    await page.mouse.move(a.x + a.width / 2, b.y + b.height / 2, { steps: 4 })
    await page.mouse.move(a.x + a.width / 2, b.y + 3, { steps: 4 })
    await page.mouse.up()
  }
  await drag('line beta', 'line alpha')
  await until('beta before alpha', () => order('beta', 'alpha', 'gamma'))
  await row(queue, 'line beta').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await until('alpha before beta again', () => order('alpha', 'beta', 'gamma'))
  result.dragged = true

  // Go: one of them, and no more.
  await page.keyboard.press('F4')
  await until('alpha on air', () => onAir('line alpha').count())
  await until('alpha said', async () =>
    (await show()).recent.some((u) => u.text.includes('line alpha') && u.state === 'done'),
  )
  expect(
    'the others still wait',
    (await waiting()).filter((line) => /line (beta|gamma)/.test(line)).length === 2,
  )
  await page.keyboard.press('Shift+F4')
  await until('the others go by themselves', async () =>
    (await show()).recent.some((u) => u.text.includes('line gamma') && u.state === 'done'),
  )
  result.go = true

  // A viewer asks; somebody lets it in, answers it, and it is said.
  const ask = (viewer, words) => request('AskQuestion', { viewer, text: words })
  await request('SetRules', { held: ['question', 'answer'], rules: [] })
  await ask('Elif', 'Can I charge it over USB?')
  const question = row(chat, 'charge it over USB')
  await question.waitFor()
  expect('it waits for consent', (await question.getAttribute('data-standing')) === 'held')
  await question.focus()
  await page.keyboard.press('a')
  await until('it is open', async () => (await question.getAttribute('data-standing')) === 'open')
  await question.focus()
  await page.keyboard.press('r')
  await page.getByLabel('Answer to Elif').fill('Yes, over any USB cable.')
  await page.getByLabel('Answer to Elif').press('Enter')
  const consent = async () => {
    const answer = (await show()).held.find((u) => u.text.includes('any USB cable'))
    if (answer) await page.keyboard.press('Alt+a')
    return onAir('any USB cable').count()
  }
  await until('the answer on air', consent)
  await until('the question is answered', async () =>
    (await show()).answered.some((q) => q.viewer === 'Elif' && q.standing === 'answered'),
  )
  result.answered = true

  // The list stands still when it is stopped, and counts what came.
  await page.keyboard.press('Alt+p')
  for (const n of [1, 2, 3]) await ask(`viewer ${n}`, `What about colour number ${n}?`)
  await chat.getByRole('button', { name: '3 new' }).waitFor()
  expect('nothing moved', (await row(chat, 'colour number').count()) === 0)
  await chat.getByRole('button', { name: '3 new' }).click()
  await row(chat, 'colour number 3').waitFor()
  await row(chat, 'colour number 1').focus()
  await page.keyboard.press('x')
  await until('it is rejected', async () =>
    (await show()).answered.some((q) => q.text.includes('number 1') && q.standing === 'closed'),
  )
  await chat.getByRole('searchbox').fill('number 2')
  await until('the search finds one', async () => (await chat.locator('[data-question]').count()) === 1)
  await chat.getByRole('searchbox').fill('')
  result.chat = true

  // A person speaks in place of the machine.
  await page.keyboard.press('F7')
  await page.getByText('The machine is silent.').waitFor()
  await until('the machine is cut', async () => (await show()).progress.takenOverBy)
  await say('Now a person speaks.')
  await until('the person is on air', () => onAir('a person speaks').count())
  await look('takeover')
  await until('the person has spoken', async () =>
    (await show()).recent.some((u) => u.text.includes('a person speaks') && u.state === 'done'),
  )
  await leaveFields()
  await page.keyboard.press('F7')
  await page.getByText('The machine is silent.').waitFor({ state: 'detached' })
  await until('the machine goes on', () => onAir('again and again').count())
  result.takenOver = true

  // A line under a key.
  await page.getByRole('button', { name: /^(Add a line|Edit lines)$/ }).click()
  await page.getByLabel('Label of line 1').fill('Hello')
  await page.getByLabel('Text of line 1').fill('This is the quick line.')
  await look('quick lines')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /1 Hello/ }).waitFor()
  await leaveFields()
  await page.keyboard.press('1')
  await until('the quick line on air', () => onAir('the quick line').count())
  result.quickLine = true

  // Pads.
  const begun = (await request('GetStatus')).camera
  const cameras = (await request('ListScenes')).scenes.find((s) => s.name === 'studio').cameras
  const other = cameras.find((name) => name !== begun)
  const pads = region('Controls')
  await pads.getByRole('button', { name: new RegExp(`^(\\d )?${other}$`, 'i') }).click()
  await until('another camera', async () => (await request('GetStatus')).camera === other)
  await pads.getByRole('button', { name: 'wave', exact: true }).click()
  for (const sheet of ['Stage', 'Graphics', 'Outputs', 'Log']) {
    await pads.getByRole('tab', { name: sheet }).click()
    await look(sheet)
  }
  result.pads = true

  // The connection is cut; what happened meanwhile is seen all the same.
  const cut = await page.cut()
  await page.locator('[role="alert"] .offline', { hasText: 'The show goes on.' }).waitFor()
  await request('Say', { text: 'This was said while nobody looked.' })
  await ask('Yuki', 'Did you miss me?')
  await picture('console-away')
  await cut.mend()
  await page.locator('.link[data-link="open"]').waitFor({ state: 'attached' })
  await row(chat, 'Did you miss me?').waitFor()
  await until(
    'the line is seen',
    async () => (await onAir('nobody looked').count()) + (await queue.getByText('nobody looked').count()),
  )
  result.reconnected = true

  // Who did it stands on every console.
  const second = await another(token2)
  await second.getByLabel('Line to say').fill('The second operator says hello.')
  await second.getByLabel('Line to say').press('Enter')
  await until('the first sees what the second did', async () =>
    /second operator says hello/.test(await page.locator('.log-room').innerText()),
  )
  const entry = (await request('GetJournal', { since: 0, most: 500 })).entries.findLast((e) =>
    /second operator/.test(e.told),
  )
  result.secondOperator = entry?.name
  expect(
    'by name',
    (
      await page.locator('.log-room li', { hasText: 'second operator says hello' }).first().innerText()
    ).includes(entry.name),
  )
  await second.close()
  await picture('console-log')

  // Light, and Chinese.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: null })
  await pads.getByRole('tab', { name: 'Stage' }).click()
  await page.getByLabel('Appearance').selectOption('light')
  await picture('console-light')
  await page.getByLabel('Appearance').selectOption('system')
  await page.getByLabel('Language').selectOption('zh')
  await page.getByRole('region', { name: '节目单', exact: true }).waitFor()
  await look('Chinese')
  await picture('console-zh')
  await page.getByLabel('语言').selectOption('en')
  await page.keyboard.press('F1')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await look('keys')
  // The first Escape closes it and stops nothing.
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect('the show goes on', !(await show()).progress.over)

  // On a phone: one part at a time, STOP always under the thumb.
  const { width, height } = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  for (const part of ['On air', 'Queue', 'Chat', 'Controls']) {
    await page.getByRole('navigation').getByRole('button', { name: part }).click()
    const stop = await page.getByRole('button', { name: /^STOP/ }).boundingBox()
    expect(`STOP in sight: ${part}`, stop && stop.y > 0 && stop.y + stop.height <= 844)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(`nothing stands over: ${part} ${wide}`, wide <= 390)
    if (part === 'On air') await picture('console-phone')
    await look(`phone ${part}`)
  }
  await page.setViewportSize({ width, height })
  result.phone = true

  // Stopped at once, then all as it was in the beginning.
  await say(
    'This line is far too long to be said to its end, and it goes on and on, until somebody stops it.',
    'Control+Enter',
  )
  await until('the long line on air', () => onAir('far too long').count())
  await page.keyboard.press('Escape')
  await until('silence', async () => {
    const { onAir: said, queue: left } = await show()
    return !said && left.length === 0
  })
  result.stopped = true
  await page.keyboard.press('Shift+Escape')
  await page.getByText('Back on the safe scene.').waitFor()
  result.safe = (await request('GetStatus')).camera
  await look('after all')
  result.looked = looked.length
  await end()
} catch (error) {
  await end(error)
}
