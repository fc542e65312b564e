// Pictures that an operator sends, in a real Chromium: by the button and dropped, seen small, chosen, made slides, and
// deleted; what is no picture, or too large, is refused in words. The program is on air without a show (`compere live
// --idle`).
//
//   COMPERE_TOKEN=... node e2e/backdrop.mjs http://localhost:8080 [options of session.mjs]
//
// Prints one line of JSON; ends with 0 when all of it was seen, with 1 and an "error" when not.

import { barriers } from './axe.mjs'
import { session } from './session.mjs'

const { page, result, until, signIn, request, end } = await session()
const expect = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`)
}
const controls = page.getByRole('region', { name: 'Backdrop' })
const choose = controls.locator('input[type=file]')
const picture = (name) => controls.getByRole('listitem').filter({ hasText: name })
const chosen = (name) => picture(name).getByRole('button', { pressed: true })

/** A picture of one colour, as a browser makes it. */
const drawn = (colour, type) =>
  page.evaluate(
    async ([fill, of]) => {
      const canvas = new OffscreenCanvas(640, 360)
      const pen = canvas.getContext('2d')
      pen.fillStyle = fill
      pen.fillRect(0, 0, 640, 360)
      const blob = await canvas.convertToBlob({ type: of })
      return [...new Uint8Array(await blob.arrayBuffer())]
    },
    [colour, type],
  )
const file = async (name, colour, mimeType) => ({
  name,
  mimeType,
  buffer: Buffer.from(await drawn(colour, mimeType)),
})
const colourOf = (name) =>
  picture(name)
    .locator('canvas')
    .evaluate((canvas) => [...canvas.getContext('2d').getImageData(8, 8, 1, 1).data.slice(0, 3)])

try {
  await request('SetBackdrop', { assets: [] })
  await signIn()
  await page.getByRole('tab', { name: 'Graphics' }).click()
  const blue = await file('evening blue.png', '#0000ff', 'image/png')
  const red = await file('red.jpg', '#ff0000', 'image/jpeg')

  // Two by the button: they are seen, and not shown on air.
  await choose.setInputFiles([blue, red])
  await picture('evening-blue.png').locator('[data-picture=made]').waitFor()
  await picture('red.jpg').locator('[data-picture=made]').waitFor()
  const [r, , b] = await colourOf('evening-blue.png')
  expect('the small picture is the picture', r < 40 && b > 200)
  expect('neither is shown', (await controls.locator('[data-shown=yes]').count()) === 0)
  result.sent = true

  // One that is dropped, and a name that is there already.
  const dropped = await page.evaluateHandle(
    ([bytes]) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], 'red.jpg', { type: 'image/jpeg' }))
      return data
    },
    [await drawn('#00ff00', 'image/jpeg')],
  )
  await controls.dispatchEvent('dragover', { dataTransfer: dropped })
  await controls.getByText('Let go to upload.').waitFor()
  await controls.dispatchEvent('drop', { dataTransfer: dropped })
  await picture('red-2.jpg').locator('[data-picture=made]').waitFor()
  expect('the one before is as it was', (await colourOf('red.jpg'))[0] > 200)
  result.dropped = true

  // Refused in words.
  await choose.setInputFiles({
    name: 'notes.png',
    mimeType: 'image/png',
    buffer: Buffer.from('not a picture'),
  })
  await page.getByText('notes.png was not done: it is not a picture').waitFor()
  await choose.setInputFiles({
    name: 'huge.png',
    mimeType: 'image/png',
    buffer: Buffer.concat([blue.buffer, Buffer.alloc(26 * 1024 * 1024)]),
  })
  await page.getByText('huge.png was not done: it is too large; at most 25 MiB').waitFor()
  result.refused = true

  // Chosen, then another as a slide.
  await picture('evening-blue.png').getByRole('button', { name: 'evening-blue.png', exact: true }).click()
  await chosen('evening-blue.png').waitFor()
  await picture('red.jpg').getByRole('button', { name: 'Add red.jpg as a slide' }).click()
  await controls.getByText('1 / 2').waitFor()
  await picture('red.jpg').getByRole('button', { name: 'red.jpg', exact: true }).click()
  await controls.getByText('2 / 2').waitFor()
  await chosen('red.jpg').waitFor()
  const found = await barriers(page)
  expect(`no barriers: ${found.slice(0, 4).join('\n')}`, found.length === 0)
  await controls.getByRole('button', { name: "The scene's own" }).click()
  await controls.getByRole('button', { name: "The scene's own", pressed: true }).waitFor()
  result.chosen = true

  // Deleted after a second click; the first one alone does nothing.
  for (const name of ['evening-blue.png', 'red.jpg', 'red-2.jpg']) {
    await picture(name)
      .getByRole('button', { name: `Delete ${name}` })
      .click()
    await picture(name).getByRole('button', { name: 'Delete?' }).waitFor()
    expect('it is still there', (await picture(name).count()) === 1)
    await picture(name).getByRole('button', { name: 'Delete?' }).click()
    await until(`${name} is gone`, async () => (await picture(name).count()) === 0)
  }
  result.deleted = true
  await end()
} catch (error) {
  await end(error)
}
