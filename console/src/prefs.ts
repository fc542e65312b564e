// What a person chose for this browser: language, light or dark. It is kept in this browser only.

import { effect, signal } from '@preact/signals'

export type Theme = 'system' | 'dark' | 'light'
export type Language = 'en' | 'zh'

export const THEMES: Theme[] = ['system', 'dark', 'light']
export const LANGUAGES: [Language, string][] = [
  ['en', 'English'],
  ['zh', '中文'],
]

const stored = typeof localStorage === 'undefined' ? undefined : localStorage
const read = <T extends string>(key: string, of: readonly T[]): T | undefined =>
  of.find((value) => value === stored?.getItem(key))

function spoken(): Language {
  const told = typeof navigator === 'undefined' ? 'en' : navigator.language
  return told.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const theme = signal<Theme>(read('compere.theme', THEMES) ?? 'system')
export const language = signal<Language>(read('compere.language', ['en', 'zh']) ?? spoken())

/** BCP 47, for numbers and times. */
export function locale(): string {
  return language.value === 'zh' ? 'zh-CN' : 'en'
}

export function setTheme(value: Theme): void {
  theme.value = value
  stored?.setItem('compere.theme', value)
}

export function setLanguage(value: Language): void {
  language.value = value
  stored?.setItem('compere.language', value)
}

if (typeof document !== 'undefined') {
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.lang = locale()
  })
}
