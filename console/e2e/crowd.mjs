// 2,000 questions at a pretended program (mock.mjs): how long the page takes, and how many rows it draws.
//
//   node e2e/crowd.mjs http://localhost:8080

import { chromium } from 'playwright-core'
import { mock, state } from './mock.mjs'

const QUESTIONS = 2000
const [address] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const result = { ok: false }
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 }, locale: 'en' })
  const { emit } = await mock(page, { as: state() })
  await page.goto(address)
  await page.locator('#token').fill('anything')
  await page.locator('#token').press('Enter')
  await page.locator('.chat [data-question]').first().waitFor()
  await page.evaluate(() => {
    window.longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration)
    }).observe({ entryTypes: ['longtask'] })
  })
  const begin = Date.now()
  for (let n = 0; n < QUESTIONS; n++) {
    emit('QuestionChanged', {
      questionId: `crowd${n}`,
      viewer: `viewer ${n}`,
      text: `What about number ${n}?`,
      askedMs: Date.now(),
      standing: n % 3 ? 'open' : 'held',
    })
  }
  await page.locator(`[data-question="crowd${QUESTIONS - 1}"]`).waitFor()
  result.seconds = (Date.now() - begin) / 1000
  result.longestTaskMs = await page.evaluate(() => window.longest)
  result.rows = await page.locator('.chat [data-question]').count()
  const typed = Date.now()
  await page.getByLabel('Search').fill('number 777')
  await page.locator('[data-question="crowd777"]').waitFor()
  result.searchMillis = Date.now() - typed
  if (result.rows > 80) throw new Error(`${result.rows} rows are drawn`)
  result.ok = true
} catch (error) {
  result.error = error.message
}
await browser.close()
console.log(JSON.stringify(result))
process.exit(result.ok ? 0 : 1)
