// The rules of what waits for a person's consent, and the limits of what comes in: read by all, changed by those who may.

import { signal, useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { setRules } from '../acts'
import { formOf, keepForm } from '../drafts'
import { named, t } from '../i18n'
import { RULES_MOST } from '../protocol'
import type { ApprovalRules } from '../protocol'
import { ABOUT, NEW, drafted, limitsDrafted, rulesOf, swapped } from '../rules'
import type { Draft, LimitDrafts } from '../rules'
import { same } from '../same'
import { away, caller, may, rules, whenLeft } from '../store'
import { Changed } from './Changed'
import { closable } from './closable'
import { useFocusBack } from './focus'
import { LimitsForm } from './Limits'
import { Rule } from './Rule'

const open = signal(false)
whenLeft(() => (open.value = false))

/** A rule in the list: it keeps its form open where it moves. */
interface Row {
  id: number
  draft: Draft
}
let rows = 0
const row = (draft: Draft): Row => ({ id: ++rows, draft })
const rowsOf = ({ rules = [] }: ApprovalRules) => rules.map((rule) => row(drafted(rule)))

export function RulesMenu() {
  if (!rules.value) return null
  return (
    <button type="button" class="small" onClick={() => (open.value = true)}>
      {t('rules.open')}
    </button>
  )
}

export function RulesEditor() {
  return open.value && rules.value ? <Editor now={rules.value} /> : null
}

/** What is in the form. */
interface Form {
  /** What it changes, as it was read. */
  base: ApprovalRules
  held: ApprovalRules['held']
  list: Row[]
  limits: LimitDrafts
}
const formed = (base: ApprovalRules): Form => ({
  base,
  held: base.held,
  list: rowsOf(base),
  limits: limitsDrafted(base.limits),
})
/** What the form holds where nothing was typed. */
const asRead = ({ held, rules = [], limits }: ApprovalRules) => ({
  held,
  drafts: rules.map((rule) => drafted(rule)),
  limits: limitsDrafted(limits),
})

function Editor({ now }: { now: ApprovalRules }) {
  const from = useMemo(() => formOf<Form>('rules') ?? formed(now), [])
  const base = useSignal(from.base)
  const held = useSignal(from.held)
  const list = useSignal(from.list)
  const limits = useSignal(from.limits)
  const why = useSignal('')
  const busy = useSignal(false)
  const first = useRef<HTMLButtonElement>(null)
  const close = () => (open.value = false)
  useFocusBack()
  useEffect(() => {
    first.current?.focus()
    return closable(close)
  }, [])
  const mine = may('SetRules')
  const drafts = list.value.map(({ draft }) => draft)
  const sent = rulesOf(held.value, drafts, limits.value)
  const typed = !same({ held: held.value, drafts, limits: limits.value }, asRead(base.value))
  const form: Form = { base: base.value, held: held.value, list: list.value, limits: limits.value }
  keepForm('rules', typed && mine ? form : undefined)
  const begin = (from: ApprovalRules) => {
    const anew = formed(from)
    base.value = anew.base
    held.value = anew.held
    list.value = anew.list
    limits.value = anew.limits
  }
  const keep = async () => {
    if (!sent) return
    busy.value = true
    why.value = (await setRules(sent)) ?? ''
    busy.value = false
    if (why.value) return
    keepForm('rules', undefined)
    close()
  }
  return (
    <section class="overlay panel rules-editor" role="dialog" aria-label={t('rules.title')}>
      <div class="panel-head">
        <h2>{t('rules.title')}</h2>
        <button ref={first} type="button" class="quiet" onClick={close}>
          {t('close')} <kbd>Esc</kbd>
        </button>
      </div>
      {!mine && (
        <p class="hint">{t('rules.readOnly', { role: named('role', caller.value?.role ?? 'viewer') })}</p>
      )}
      {!busy.value && !same(base.value, now) && (
        <Changed words={t('rules.changed')} onShow={() => begin(now)} />
      )}
      <fieldset disabled={!mine}>
        <legend>{t('rules.decide')}</legend>
        <ol>
          {list.value.map(({ id, draft }, at) => (
            <Rule
              key={id}
              all={drafts}
              at={at}
              onChange={(to) => (list.value = list.value.with(at, { id, draft: { ...draft, ...to } }))}
              onMove={(by) => (list.value = swapped(list.value, at, at + by))}
              onRemove={() => (list.value = list.value.toSpliced(at, 1))}
            />
          ))}
        </ol>
        {drafts.length === 0 && <p class="idle">{t('rules.none')}</p>}
        {mine && (
          <button
            type="button"
            class="small"
            disabled={drafts.length >= RULES_MOST}
            onClick={() => (list.value = [...list.value, row(NEW)])}
          >
            {t('rules.add')}
          </button>
        )}
      </fieldset>
      <fieldset disabled={!mine}>
        <legend>{t('rules.held')}</legend>
        <div class="row wrap">
          {ABOUT.map((about) => (
            <label class="check" key={about}>
              <input
                type="checkbox"
                checked={held.value.includes(about)}
                onChange={(e) =>
                  (held.value = e.currentTarget.checked
                    ? [...held.value, about]
                    : held.value.filter((other) => other !== about))
                }
              />
              {named('about', about)}
            </label>
          ))}
        </div>
        <p class="hint">{t('rules.heldHint')}</p>
      </fieldset>
      <LimitsForm of={limits.value} onChange={(to) => (limits.value = to)} />
      {mine && (
        <div class="row end">
          <span class="error" role="alert">
            {why.value}
          </span>
          {typed && (
            <button type="button" class="quiet" onClick={() => begin(now)}>
              {t('discard')}
            </button>
          )}
          <button
            type="button"
            class="primary"
            disabled={away.value || busy.value || !sent}
            onClick={() => void keep()}
          >
            {t('keep')}
          </button>
        </div>
      )}
    </section>
  )
}
