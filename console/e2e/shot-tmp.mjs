import { chromium } from 'playwright-core'
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
})
for (const [name, w, h, scheme] of [
  ['dark', 1440, 900, 'dark'],
  ['light', 1440, 900, 'light'],
  ['small', 1280, 720, 'dark'],
  ['phone', 390, 844, 'dark'],
  ['phonel', 390, 844, 'light'],
]) {
  const page = await browser.newPage({ viewport: { width: w, height: h }, colorScheme: scheme })
  page.on('pageerror', (e) => console.log(name, e.message))
  page.on('console', (m) => m.type() === 'error' && console.log(name, m.text()))
  await page.goto('http://127.0.0.1:8377/')
  await page.getByLabel('Access token').fill(process.env.COMPERE_TOKEN)
  await page.keyboard.press('Enter')
  await page.getByLabel('Line to say').waitFor()
  if (name === 'dark' || name === 'light') {
    await page
      .getByLabel('Line to say')
      .fill(
        'Good evening and welcome to the show. Tonight we talk about voices, and how they are made. Stay with us for the rest of it.',
      )
    await page.keyboard.press('Enter')
    await page.getByLabel('Line to say').fill('And then something that waits behind it.')
    await page.keyboard.press('Enter')
  }
  await page.locator('video[data-picture="playing"]').waitFor()
  await page.waitForTimeout(2500)
  await page.screenshot({ path: `/tmp/con/${name}.png`, fullPage: w < 900 })
  if (name === 'light' || name === 'phone') {
    await page.keyboard.press('F8')
    await page.getByRole('button', { name: 'By name' }).click()
    await page.getByLabel('Name of a voice').fill('nobody')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(800)
    await page.screenshot({ path: `/tmp/con/${name}-paused.png`, fullPage: w < 900 })
    await page.keyboard.press('F8')
    await page.keyboard.press('Escape')
  } else if (name === 'dark') await page.keyboard.press('Escape')
  await page.close()
}
await browser.close()
