import { expect, test } from 'vitest'
import { byLanguage, languageName, optionText } from './voices'

test('languages as people call them', () => {
  const table = [
    ['de', 'German'],
    ['en-GB', 'English (United Kingdom)'],
    ['en_US', 'English (United States)'],
    ['not a language', 'not a language'],
    [undefined, 'Any language'],
  ] as const
  for (const [language, name] of table) expect(languageName(language)).toBe(name)
})

test('voices stand by language, those of none last', () => {
  const voice = (name: string, language?: string) => ({
    name,
    engine: 'piper',
    ...(language && { language }),
  })
  const groups = byLanguage([
    voice('alloy'),
    voice('joe', 'en-US'),
    voice('thorsten', 'de-DE'),
    voice('amy', 'en-US'),
  ])
  expect(groups.map(([language, of]) => [language, of.map((v) => v.name).join(' ')])).toEqual([
    ['English (United States)', 'amy joe'],
    ['German (Germany)', 'thorsten'],
    ['Any language', 'alloy'],
  ])
})

test('an option tells the engine', () => {
  expect(optionText({ name: 'polly-Vicki', engine: 'polly' })).toBe('polly-Vicki · Amazon Polly')
  expect(optionText({ name: 'x', engine: 'later' })).toBe('x · later')
})
