// How voices are shown: by language, each with what makes its sound.

import type { VoiceInfo } from './protocol'

/** Languages offered for `espeak-LANGUAGE`; the program knows more. */
export const LANGUAGES =
  'af ar bg bn ca cmn cs cy da de el en-gb en-us eo es es-419 et eu fa fi fr-fr ga gu he hi hr hu hy id is it ja ka kk ko la lt lv mk ms mt nb ne nl pl pt pt-br ro ru sk sl sq sr sv sw ta te th tr uk ur vi yue'.split(
    ' ',
  )

const ENGINES: Record<string, string> = {
  piper: 'Piper',
  kokoro: 'Kokoro',
  espeak: 'espeak-ng',
  polly: 'Amazon Polly',
  openai: 'OpenAI',
  elevenlabs: 'ElevenLabs',
}

/** A language as people call it; as it is written where nobody does. */
export function languageName(language: string | undefined, locale = 'en', any = 'Any language'): string {
  if (!language) return any
  try {
    const names = new Intl.DisplayNames([locale], { type: 'language', languageDisplay: 'standard' })
    return names.of(language.replaceAll('_', '-')) ?? language
  } catch {
    return language
  }
}

export function optionText({ name, engine }: VoiceInfo): string {
  return `${name} · ${ENGINES[engine] ?? engine}`
}

/** Groups in the order of their names; voices of no one language last. */
export function byLanguage(
  voices: VoiceInfo[],
  locale = 'en',
  any = 'Any language',
): [string, VoiceInfo[]][] {
  const groups = new Map<string, VoiceInfo[]>()
  for (const voice of voices) {
    const language = languageName(voice.language, locale, any)
    groups.set(language, [...(groups.get(language) ?? []), voice])
  }
  const last = (language: string) => (language === any ? 1 : 0)
  const sorted = [...groups].sort(([a], [b]) => last(a) - last(b) || a.localeCompare(b, locale))
  return sorted.map(([language, of]) => [
    language,
    of.toSorted((a, b) => a.name.localeCompare(b.name, locale)),
  ])
}
