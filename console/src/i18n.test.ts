import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { done, named, t } from './i18n'
import { language } from './prefs'
import { en } from './words/en'
import { zh } from './words/zh'

afterEach(() => void (language.value = 'en'))

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

test('both languages have the same keys, with the same values in them', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect([key, holes(zh[key])]).toEqual([key, holes(en[key])])
    expect([key, zh[key] === '']).toEqual([key, en[key] === ''])
  }
})

test('what is Chinese is Chinese', () => {
  const alike = Object.entries(zh).filter(
    ([key, words]) => words !== '' && words === en[key as keyof typeof en],
  )
  expect(alike).toEqual([])
})

test('every key is used, or belongs to names that the program gives', () => {
  const read = (folder: string): string =>
    readdirSync(folder, { withFileTypes: true })
      .map((entry) =>
        entry.isDirectory()
          ? entry.name === 'words'
            ? ''
            : read(`${folder}/${entry.name}`)
          : /(?<!\.test)\.tsx?$/.test(entry.name)
            ? readFileSync(`${folder}/${entry.name}`, 'utf8')
            : '',
      )
      .join('\n')
  const source = read(import.meta.dirname)
  const prefixes = [...source.matchAll(/named\(\s*'([\w.]+)'/g)].map(([, prefix]) => `${prefix}.`)
  const unused = Object.keys(en).filter(
    (key) =>
      !source.includes(`'${key}'`) &&
      !source.includes(`"${key}"`) &&
      ![...prefixes, 'did.', 'verdict.none.'].some((prefix) => key.startsWith(prefix)),
  )
  expect(unused).toEqual([])
})

test('values are put in, and a language changes the words', () => {
  expect(t('chat.fresh', { n: 3 })).toBe('3 new')
  language.value = 'zh'
  expect(t('chat.fresh', { n: 3 })).toBe('3 条新提问')
  expect(named('camera', 'close')).toBe('近景')
  // A name that nobody has words for stays as it is.
  expect(named('camera', 'crane-left')).toBe('crane left')
})

test('what was done is told in the language of the page, with what it is about', () => {
  const entry = { what: 'accepted', told: 'queued u12: Hello: again' }
  expect(done(entry)).toBe('queued u12: Hello: again')
  language.value = 'zh'
  expect(done(entry)).toBe('加入队列：Hello: again')
  expect(done({ what: 'later', told: 'did what no page knows' })).toBe('did what no page knows')
})
