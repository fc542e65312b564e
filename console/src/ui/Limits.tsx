// How much of what comes in may wait, for how long, and how often: one column a kind.

import { named, t } from '../i18n'
import { LIMIT } from '../protocol'
import { LIMITED, LIMIT_FIELDS, wrongInLimit } from '../rules'
import type { LimitDraft, LimitDrafts, LimitField, Limited } from '../rules'
import { may } from '../store'

/** What happens where it is full stands below how many may wait. */
const ROWS = LIMIT_FIELDS.flatMap((field): (LimitField | 'dropOldest')[] =>
  field === 'waiting' ? [field, 'dropOldest'] : [field],
)

export function LimitsForm({ of, onChange }: { of: LimitDrafts; onChange: (to: LimitDrafts) => void }) {
  const kinds = LIMITED.filter((kind) => of[kind])
  if (kinds.length === 0) return null
  const change = (kind: Limited, to: Partial<LimitDraft>) =>
    onChange({ ...of, [kind]: { ...of[kind]!, ...to } })
  return (
    <fieldset class="limits" disabled={!may('SetRules')}>
      <legend>{t('limits.title')}</legend>
      <table>
        <thead>
          <tr>
            <td />
            {kinds.map((kind) => (
              <th scope="col" key={kind}>
                {named('about', kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((field) => (
            <tr key={field}>
              <th scope="row">{named('limits', field)}</th>
              {kinds.map((kind) => (
                <td key={kind}>
                  <Cell kind={kind} field={field} draft={of[kind]!} onChange={(to) => change(kind, to)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {kinds.map((kind) => (
        <Wrong key={kind} kind={kind} draft={of[kind]!} />
      ))}
    </fieldset>
  )
}

function Cell(props: {
  kind: Limited
  field: LimitField | 'dropOldest'
  draft: LimitDraft
  onChange: (to: Partial<LimitDraft>) => void
}) {
  const { kind, field, draft, onChange } = props
  const label = `${named('about', kind)}: ${named('limits', field)}`
  if (field === 'dropOldest') {
    return (
      <input
        type="checkbox"
        aria-label={label}
        checked={draft.dropOldest}
        onChange={(e) => onChange({ dropOldest: e.currentTarget.checked })}
      />
    )
  }
  return (
    <input
      inputmode="numeric"
      autocomplete="off"
      aria-label={label}
      aria-invalid={wrongInLimit(draft) === field}
      aria-describedby={`limits-${kind}`}
      placeholder={named('limits.none', field)}
      value={draft[field]}
      onInput={(e) => onChange({ [field]: e.currentTarget.value })}
    />
  )
}

function Wrong({ kind, draft }: { kind: Limited; draft: LimitDraft }) {
  const field = wrongInLimit(draft)
  return (
    <p class="error" role="alert" id={`limits-${kind}`}>
      {field &&
        t(field === 'waiting' ? 'limits.wrongNeeded' : 'limits.wrong', {
          what: `${named('about', kind)}: ${named('limits', field)}`,
          ...LIMIT[field],
        })}
    </p>
  )
}
