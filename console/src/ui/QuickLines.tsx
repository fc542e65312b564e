// Lines that operators have ready: one key each. They are the same on every console.

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { say, setQuickLines } from '../acts'
import { formOf, keepForm } from '../drafts'
import { t } from '../i18n'
import { QUICK_LINES_MOST } from '../protocol'
import type { QuickLine } from '../protocol'
import { same } from '../same'
import { away, may, notice, quickLines } from '../store'
import { Changed } from './Changed'
import { IconButton } from './Icon'
import { closable } from './closable'
import { useFocusBack } from './focus'

export function QuickLines() {
  const editing = useSignal(false)
  if (!may('Say')) return null
  const use = async (line: QuickLine) => {
    const why = await say(line.text, line.interrupt ?? false)
    if (why) notice('warning', t('failed', { what: line.label, why }))
  }
  return (
    <section class="quick" data-tab="air" aria-label={t('quick.title')}>
      <ul>
        {quickLines.value.map((line, i) => (
          <li key={`${i} ${line.label}`}>
            <button type="button" disabled={away.value} title={line.text} onClick={() => void use(line)}>
              {i < 9 && <kbd>{i + 1}</kbd>} {line.label}
              {line.interrupt && (
                <span
                  class="now-mark"
                  title={t('quick.interrupts')}
                  aria-label={t('quick.interrupts')}
                  role="img"
                />
              )}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="quiet" disabled={away.value} onClick={() => (editing.value = true)}>
            {t(quickLines.value.length === 0 ? 'quick.add' : 'quick.edit')}
          </button>
        </li>
      </ul>
      {editing.value && <Editor lines={quickLines.value} close={() => (editing.value = false)} />}
    </section>
  )
}

const EMPTY: QuickLine = { label: '', text: '', interrupt: false }

const drafted = (from: QuickLine[]) => (from.length > 0 ? from : [EMPTY])

function Editor({ lines, close }: { lines: QuickLine[]; close: () => void }) {
  const from = formOf<{ draft: QuickLine[]; base: QuickLine[] }>('quick') ?? {
    draft: drafted(lines),
    base: lines,
  }
  const draft = useSignal(from.draft)
  const base = useSignal(from.base)
  const typed = !same(draft.value, drafted(base.value))
  keepForm('quick', typed ? { draft: draft.value, base: base.value } : undefined)
  const begin = () => {
    base.value = lines
    draft.value = drafted(lines)
  }
  const why = useSignal('')
  const busy = useSignal(false)
  const first = useRef<HTMLInputElement>(null)
  useFocusBack()
  useEffect(() => {
    first.current?.focus()
    return closable(close)
  }, [])
  const change = (at: number, to: Partial<QuickLine>) => {
    draft.value = draft.value.map((line, i) => (i === at ? { ...line, ...to } : line))
  }
  const kept = draft.value.filter((line) => line.text.trim() !== '')
  const keep = async () => {
    const named = kept.map((line) => ({ ...line, label: line.label.trim() || line.text.trim().slice(0, 24) }))
    busy.value = true
    why.value = (await setQuickLines(named)) ?? ''
    busy.value = false
    if (why.value) return
    keepForm('quick', undefined)
    close()
  }
  return (
    <section class="overlay panel quick-editor" role="dialog" aria-label={t('quick.edit')}>
      <div class="panel-head">
        <h2>{t('quick.title')}</h2>
        <button type="button" class="quiet" onClick={close}>
          {t('close')} <kbd>Esc</kbd>
        </button>
      </div>
      {!busy.value && !same(base.value, lines) && <Changed words={t('quick.changed')} onShow={begin} />}
      <ol>
        {draft.value.map((line, i) => (
          <li key={i}>
            <span class="index">{i + 1}</span>
            <input
              ref={i === 0 ? first : null}
              aria-label={t('quick.label', { n: i + 1 })}
              placeholder={t('quick.labelHint')}
              value={line.label}
              onInput={(e) => change(i, { label: e.currentTarget.value })}
            />
            <input
              aria-label={t('quick.text', { n: i + 1 })}
              placeholder={t('quick.textHint')}
              value={line.text}
              onInput={(e) => change(i, { text: e.currentTarget.value })}
            />
            <label class="check">
              <input
                type="checkbox"
                checked={line.interrupt}
                onChange={(e) => change(i, { interrupt: e.currentTarget.checked })}
              />
              {t('quick.interrupt')}
            </label>
            <IconButton
              sign="remove"
              name={t('quick.remove', { n: i + 1 })}
              onClick={() => (draft.value = draft.value.toSpliced(i, 1))}
            />
          </li>
        ))}
      </ol>
      <div class="row end">
        <button
          type="button"
          disabled={draft.value.length >= QUICK_LINES_MOST}
          onClick={() => (draft.value = [...draft.value, EMPTY])}
        >
          {t('quick.add')}
        </button>
        <span class="error" role="alert">
          {why.value}
        </span>
        {typed && (
          <button type="button" class="quiet" onClick={begin}>
            {t('discard')}
          </button>
        )}
        <button type="button" class="primary" disabled={away.value || busy.value} onClick={() => void keep()}>
          {t('keep')}
        </button>
      </div>
    </section>
  )
}
