// The words on the page, in the language that a person chose. Dictionaries are in words/; the compiler sees to it that
// each has every key.

import { language } from './prefs'
import { en } from './words/en'
import { zh } from './words/zh'

export type Key = keyof typeof en
export type Words = Record<Key, string>

const WORDS: Record<typeof language.value, Words> = { en, zh }

/** The words of a key; `{name}` stands for a value. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return WORDS[language.value][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  )
}

/** Words for what the program names; the name itself where there are none. */
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`
  return key in en ? t(key as Key) : name.replaceAll(/[-_]/g, ' ')
}

/** What somebody did, in words: as the program tells it, or in this page's language with what it tells of. */
export function done({ what, told }: { what: string; told: string }): string {
  const key = `did.${what}`
  if (language.value === 'en' || !(key in en)) return told
  const about = /[:：]\s*(.*)$/s.exec(told)?.[1]
  return about ? `${t(key as Key)}：${about}` : t(key as Key)
}
