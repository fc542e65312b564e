// Pictures of the console with a program that only pretends (mock.mjs), to look at while it is made; `npx vite preview`
// serves what was built.
//
//   node e2e/pictures.mjs http://localhost:4173 FOLDER [NAME ...]

import { chromium } from 'playwright-core'
import { barriers } from './axe.mjs'
import { mock } from './mock.mjs'

const [address, folder, ...only] = process.argv.slice(2)
const SHOTS = {
  dark: { viewport: { width: 1600, height: 900 } },
  light: { viewport: { width: 1600, height: 900 }, colorScheme: 'light' },
  zh: { viewport: { width: 1600, height: 900 }, locale: 'zh-CN' },
  small: { viewport: { width: 1280, height: 720 } },
  'small-light': { viewport: { width: 1280, height: 720 }, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 844 } },
  'phone-queue': { viewport: { width: 390, height: 844 }, tab: 'Queue' },
  'phone-chat': { viewport: { width: 390, height: 844 }, tab: 'Chat' },
  'phone-light': { viewport: { width: 390, height: 844 }, tab: 'Queue', colorScheme: 'light' },
  'phone-controls': { viewport: { width: 390, height: 844 }, tab: 'Controls' },
  graphics: { viewport: { width: 1600, height: 900 }, sheet: 'Graphics' },
  outputs: { viewport: { width: 1600, height: 900 }, sheet: 'Outputs' },
  'outputs-light': { viewport: { width: 1600, height: 900 }, sheet: 'Outputs', colorScheme: 'light' },
  'all-light': { viewport: { width: 1600, height: 900 }, chat: 'All', colorScheme: 'light' },
  log: { viewport: { width: 1600, height: 900 }, sheet: 'Log' },
  editor: { viewport: { width: 1600, height: 900 }, click: 'Edit show' },
  keys: { viewport: { width: 1600, height: 900 }, click: 'Keys' },
  quick: { viewport: { width: 1600, height: 900 }, click: 'Edit lines' },
  rules: { viewport: { width: 1440, height: 900 }, click: 'Rules', then: 'Edit rule 2' },
  'rules-phone': {
    viewport: { width: 390, height: 844 },
    tab: 'Chat',
    click: 'Rules',
    then: 'Edit rule 2',
    colorScheme: 'light',
  },
  'rules-moderator': {
    viewport: { width: 1280, height: 720 },
    click: 'Rules',
    caller: { name: 'Mo', role: 'moderator' },
  },
  taken: { viewport: { width: 1600, height: 900 }, click: 'Take over' },
  moderator: { viewport: { width: 1280, height: 720 }, caller: { name: 'Mo', role: 'moderator' } },
  offline: { viewport: { width: 1280, height: 720 }, cut: true },
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
})
for (const [name, shot] of Object.entries(SHOTS)) {
  if (only.length > 0 && !only.includes(name)) continue
  const context = await browser.newContext({ colorScheme: 'dark', ...shot })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(name, error.message))
  const program = await mock(page, shot.caller ? { caller: shot.caller } : {})
  await page.goto(address)
  await page.locator('#token').fill('anything')
  await page.locator('#token').press('Enter')
  await page.locator('.desk').waitFor()
  await page.locator('.queue li').first().waitFor({ state: 'attached' })
  if (shot.tab) await page.getByRole('navigation').getByRole('button', { name: shot.tab }).click()
  if (shot.chat) await page.getByRole('button', { name: shot.chat, exact: true }).click()
  if (shot.sheet) await page.getByRole('tab', { name: shot.sheet }).click()
  if (shot.click) await page.getByRole('button', { name: shot.click }).first().click()
  if (shot.then) await page.getByRole('button', { name: shot.then }).first().click()
  if (shot.cut) program.cut()
  await page.waitForTimeout(900)
  for (const barrier of await barriers(page)) console.error(name, barrier)
  await page.screenshot({ path: `${folder}/${name}.png` })
  await context.close()
}
await browser.close()
