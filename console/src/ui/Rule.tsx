// One rule: in words, and as a form where somebody opens it.

import { useSignal } from '@preact/signals'
import { named, t } from '../i18n'
import { ABOUT, NEW, VERDICTS, hiddenBy, isBlanket, wrongIn } from '../rules'
import type { Draft } from '../rules'
import { may } from '../store'
import { Icon, IconButton } from './Icon'
import { Tokens } from './Tokens'

export function Rule(props: {
  all: Draft[]
  at: number
  onChange: (to: Partial<Draft>) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}) {
  const { all, at, onChange, onMove, onRemove } = props
  const draft = all[at]!
  const changing = useSignal(draft === NEW)
  const n = at + 1
  const mine = may('SetRules')
  return (
    <li class="rule" data-verdict={draft.verdict}>
      <div class="row">
        <span class="index">{n}</span>
        <p class="sentence">{sentence(draft)}</p>
        {mine && (
          <>
            <IconButton
              sign="edit"
              name={t('rules.edit', { n })}
              expanded={changing.value}
              onClick={() => (changing.value = !changing.value)}
            />
            <IconButton
              sign="up"
              name={t('rules.up', { n })}
              disabled={at === 0}
              onClick={() => onMove(-1)}
            />
            <IconButton
              sign="down"
              name={t('rules.down', { n })}
              disabled={at === all.length - 1}
              onClick={() => onMove(1)}
            />
            <IconButton sign="remove" name={t('rules.remove', { n })} tone="bad" onClick={onRemove} />
          </>
        )}
      </div>
      {mine && changing.value && <Form draft={draft} n={n} onChange={onChange} />}
      <Remarks all={all} at={at} />
    </li>
  )
}

/** "Hold questions · with “refund” or “money back” · of at most 120 characters". */
function sentence({ about, sources, words, least, most, verdict }: Draft) {
  const or = (of: string[]) => of.map((each) => t('rules.quoted', { each })).join(t('rules.or'))
  const parts = [
    about.length === 0
      ? t('rules.everything')
      : about.map((each) => named('about', each)).join(t('rules.and')),
    sources.length > 0 && t('rules.from', { names: or(sources) }),
    words.length > 0 && t('rules.with', { words: or(words) }),
    least.trim() && t('rules.atLeast', { n: least }),
    most.trim() && t('rules.atMost', { n: most }),
  ]
  return (
    <>
      <b>{named('rules.verdict', verdict)}</b> {parts.filter(Boolean).join(' · ')}
    </>
  )
}

function Form({ draft, n, onChange }: { draft: Draft; n: number; onChange: (to: Partial<Draft>) => void }) {
  const toggled = (about: Draft['about'][number]) =>
    ABOUT.filter((each) => draft.about.includes(each) !== (each === about))
  return (
    <div class="rule-form">
      <span class="of">{t('rules.then')}</span>
      <div class="segmented" role="group" aria-label={`${n}: ${t('rules.then')}`}>
        {VERDICTS.map((verdict) => (
          <button
            type="button"
            key={verdict}
            aria-pressed={draft.verdict === verdict}
            onClick={() => onChange({ verdict })}
          >
            {named('rules.verdict', verdict)}
          </button>
        ))}
      </div>
      <span class="of">{t('rules.about')}</span>
      <div class="row wrap" role="group" aria-label={`${n}: ${t('rules.about')}`}>
        {ABOUT.map((about) => (
          <button
            type="button"
            class="small"
            key={about}
            aria-pressed={draft.about.includes(about)}
            onClick={() => onChange({ about: toggled(about) })}
          >
            {draft.about.includes(about) && <Icon sign="check" size={12} />} {named('about', about)}
          </button>
        ))}
        {draft.about.length === 0 && <span class="hint">{t('rules.everything')}</span>}
      </div>
      <span class="of">{t('rules.sources')}</span>
      <Tokens
        label={`${n}: ${t('rules.sources')}`}
        hint={t('rules.sourcesHint')}
        of={draft.sources}
        onChange={(sources) => onChange({ sources })}
      />
      <span class="of">{t('rules.words')}</span>
      <Tokens
        label={`${n}: ${t('rules.words')}`}
        hint={t('rules.wordsHint')}
        of={draft.words}
        onChange={(words) => onChange({ words })}
      />
      <span class="of">{t('rules.chars')}</span>
      <div class="row">
        {(['least', 'most'] as const).map((end) => (
          <label class="chars" key={end}>
            {t(end === 'least' ? 'rules.least' : 'rules.most')}
            <input
              inputmode="numeric"
              aria-label={`${n}: ${t('rules.chars')}, ${t(end === 'least' ? 'rules.least' : 'rules.most')}`}
              aria-invalid={wrongIn(draft) !== undefined}
              value={draft[end]}
              onInput={(e) => onChange({ [end]: e.currentTarget.value })}
            />
          </label>
        ))}
      </div>
    </div>
  )
}

function Remarks({ all, at }: { all: Draft[]; at: number }) {
  const draft = all[at]!
  const wrong = wrongIn(draft)
  const by = hiddenBy(all, at)
  if (wrong) {
    return (
      <p class="error" role="alert">
        {named('rules.wrong', wrong)}
      </p>
    )
  }
  if (by !== undefined) return <p class="worry">{t('rules.hidden', { n: by + 1 })}</p>
  if (draft.verdict === 'reject' && isBlanket(draft)) return <p class="worry">{t('rules.blanket')}</p>
  return null
}
