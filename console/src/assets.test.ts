import { expect, test, vi } from 'vitest'

vi.stubGlobal('sessionStorage', { getItem: () => null })
const { kindOf, nameFor, refusal } = await import('./assets')

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))

test('a file is what its first bytes say', () => {
  const table: [string, string | undefined][] = [
    ['\xff\xd8\xff\xe0\x00\x10JFIF', 'picture'],
    ['\x89PNG\r\n\x1a\n\x00\x00', 'picture'],
    ['\x00\x00\x00\x20ftypisom', 'film'],
    ['\x1a\x45\xdf\xa3\x01', 'film'],
    ['GIF89a', undefined],
    ['<svg xmlns=', undefined],
    ['', undefined],
  ]
  for (const [head, kind] of table) expect(kindOf(bytes(head))).toBe(kind)
})

test('what would be refused is known before it is sent', () => {
  const mib = 1024 * 1024
  expect(refusal('picture', 25 * mib)).toBeUndefined()
  expect(refusal('picture', 25 * mib + 1)).toEqual(['assets.tooLarge', { most: 25 }])
  expect(refusal('film', 26 * mib)).toBeUndefined()
  expect(refusal(undefined, 5)?.[0]).toBe('assets.unknown')
  expect(refusal('picture', 0)?.[0]).toBe('assets.empty')
})

test('names are such as the program takes, and take nothing away', () => {
  const table: [string, string[], string][] = [
    ['Shop front.JPG', [], 'Shop-front.jpg'],
    ['a.png', ['a.png'], 'a-2.png'],
    ['a.png', ['a.png', 'a-2.png'], 'a-3.png'],
    ['小林.png', [], 'picture.png'],
    ['../../etc/passwd', [], 'etc-passwd'],
    ['.hidden', [], 'hidden'],
    ['two.dots.png', [], 'two.dots.png'],
    [`${'x'.repeat(200)}.png`, [], `${'x'.repeat(96)}.png`],
  ]
  for (const [file, taken, name] of table) expect(nameFor(file, taken)).toBe(name)
})
