// Who did what, in words for people: the program tells it with the names of utterances and questions (`u7`), which only
// programs know.

import { computed } from '@preact/signals'
import { done, t } from './i18n'
import type { JournalEntry } from './protocol'
import { held, log, queue, questions, recent, speaking } from './store'

/** What a person did last to an utterance or a question, by its name. */
export const doneTo = computed(
  () => new Map(log.value.flatMap((e) => (e.role === 'operator' && e.subject ? [[e.subject, e]] : []))),
)

const words = computed(
  () =>
    new Map([
      ...[...held.value, ...queue.value, ...recent.value, ...(speaking.value ? [speaking.value] : [])].map(
        (u) => [u.utteranceId, u.text] as const,
      ),
      ...questions.value.map((q) => [q.questionId, q.text] as const),
    ]),
)

/** What was done, with the words that it was done to, as far as they are known. */
export function deed(entry: JournalEntry): string {
  const told = done(entry)
  const text = entry.subject && words.value.get(entry.subject)
  if (!entry.subject || !text || told.includes(text)) return told
  const quoted = t('log.quoted', { text: plain(text) })
  const named = new RegExp(`\\b${entry.subject}\\b`)
  return named.test(told) ? told.replace(named, () => quoted) : `${told} ${quoted}`
}

/** Without cues. */
const plain = (text: string) => text.replaceAll(/\[[^\]]*\]\s*/g, '').trim() || text
