// What every visit of a real Chromium to the console begins and ends with. Options stand behind the address:
// [--screenshot FILE.png] [--timeout SECONDS] [--viewport WIDTHxHEIGHT] [--light]; COMPERE_TOKEN holds the token.

import { chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

export const [address, ...rest] = process.argv.slice(2)
export const option = (name, otherwise) => {
  const at = rest.indexOf(`--${name}`)
  return at < 0 ? otherwise : rest[at + 1]
}
const SESSION = '/api/v1/ws'
const token = process.env['COMPERE_TOKEN']
if (!address || !token) {
  console.error(
    `usage: COMPERE_TOKEN=... node ${process.argv[1]} URL [--screenshot FILE] [--timeout SECONDS] [...]`,
  )
  process.exit(2)
}

/**
 * A page, and what it is asked. Problems of the page are noted in the result, and fail the visit. With `cutting`, the
 * session of the page can be cut: `page.cut()` ends it and lets no other begin until `mend()` is called.
 */
export async function session({ cutting = false } = {}) {
  const timeout = Number(option('timeout', '60')) * 1000
  const [width, height] = option('viewport', '1440x900').split('x').map(Number)
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
  })
  const result = { problems: [] }
  const colorScheme = rest.includes('--light') ? 'light' : 'dark'
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, locale: 'en' })
  page.setDefaultTimeout(timeout)
  page.on('pageerror', (error) => result.problems.push(`page error: ${error.message}`))
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      // Of a session that was cut on purpose.
      !message.text().includes(`${SESSION}/cut`) &&
      result.problems.push(`console: ${message.text()}`),
  )

  if (cutting) {
    await page.addInitScript((path) => {
      const Native = window.WebSocket
      const open = new Set()
      let away = false
      window.WebSocket = class extends Native {
        constructor(url, protocols) {
          const counts = String(url).endsWith(path)
          super(counts && away ? `${url}/${'cut'}` : url, protocols)
          if (counts) open.add(this)
          this.addEventListener('close', () => open.delete(this))
        }
      }
      window.cutSession = (now) => {
        away = now
        if (away) for (const socket of open) socket.close(4999, 'cut by the test')
      }
    }, SESSION)
    page.cut = async () => {
      await page.evaluate(() => window.cutSession(true))
      return { mend: () => page.evaluate(() => window.cutSession(false)) }
    }
  }

  const until = async (what, look) => {
    const end = Date.now() + timeout
    for (;;) {
      const seen = await look()
      if (seen) return seen
      if (Date.now() > end) throw new Error(`not seen within ${timeout / 1000} s: ${what}`)
      await page.waitForTimeout(50)
    }
  }
  const onAir = (text) => page.locator('section[aria-label="On air"] [data-utterance]', { hasText: text })
  const signIn = async (on = page, as = token) => {
    await on.goto(address)
    await on.getByLabel('Access token').fill(as)
    await on.getByLabel('Access token').press('Enter')
    await on.locator('.desk').waitFor()
  }
  /** A second person, at a console of their own. */
  const another = async (as) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en' })
    const own = await context.newPage()
    own.setDefaultTimeout(timeout)
    await signIn(own, as)
    return own
  }
  /** Asks the program itself. */
  const request = async (type, data) => {
    const answer = await fetch(new URL(`/api/v1/requests/${type}`, address), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(data ?? {}),
    })
    const { requestStatus, responseData } = await answer.json()
    if (!requestStatus.result) throw new Error(`${type}: ${requestStatus.comment}`)
    return responseData
  }
  const status = () => request('GetStatus')
  /** Prints the result as one line of JSON, and ends the process. */
  const end = async (error) => {
    const why = error?.message ?? (result.problems.length > 0 ? 'the page had problems' : undefined)
    result.ok = !why
    if (why) {
      result.error = why
      const path = option('screenshot')
      if (path) await page.screenshot({ path }).catch(() => {})
    }
    await browser.close()
    console.log(JSON.stringify(result))
    process.exit(why ? 1 : 0)
  }
  return { page, result, until, onAir, signIn, another, request, status, end }
}
