// How tries of the page with the pretended program (mock.mjs) begin: a browser, a page on it, somebody who signed in.

import { chromium } from 'playwright-core'
import { mock } from './mock.mjs'

export const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })

/** A page that speaks with a pretended program of its own, and what steers that. */
export async function pretended(browser, viewport = { width: 1600, height: 900 }) {
  const page = await browser.newPage({ viewport })
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => console.error(error.message))
  return { page, ...(await mock(page)) }
}

export async function signIn(page) {
  await page.goto(process.argv[2] ?? 'http://localhost:4173')
  await page.locator('#token').fill('anything')
  await page.locator('#token').press('Enter')
  await page.locator('.next li').first().waitFor({ state: 'attached' })
}
