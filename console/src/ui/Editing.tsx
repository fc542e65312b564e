// A text that is changed in its place: Enter keeps it, Escape leaves it as it was. What it is of may be gone meanwhile; the
// text stays until it is left.

import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { say } from '../acts'
import { draftOf, dropDraft, keepDraft, noteDraft } from '../drafts'
import { composing } from '../hotkeys'
import { t } from '../i18n'
import { away, may } from '../store'
import { Changed } from './Changed'
import { closable } from './closable'

export function Editing(props: {
  /** Its name among the drafts. */
  of: string
  text: string
  label: string
  keep: string
  /** What became of what it was of: there is nothing to keep it in any more. */
  gone?: string | undefined
  /** Puts it in the place of what it `was` when it was read; gives why not, if so. */
  onKeep: (text: string, was: string) => Promise<string | undefined>
  onLeave: () => void
}) {
  const { of, label, keep, gone, onKeep } = props
  const text = useSignal(draftOf(of)?.text ?? props.text)
  const was = useSignal(draftOf(of)?.was ?? props.text)
  const why = useSignal('')
  const busy = useSignal(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const leave = () => {
    dropDraft(of)
    props.onLeave()
  }
  const leaving = useRef(leave)
  leaving.current = leave
  // At once, with the row: the next key already goes where the one before went.
  useLayoutEffect(() => {
    const field = box.current!
    const end = text.value.length
    const before = draftOf(of) ?? { text: text.value, from: end, to: end, active: true, was: was.value }
    keepDraft(of, before)
    if (before.active) {
      field.focus()
      field.setSelectionRange(before.from, before.to)
    }
    const forget = closable(() => leaving.current())
    return () => {
      forget()
      const active = document.activeElement === field
      noteDraft(of, { from: field.selectionStart, to: field.selectionEnd, active })
    }
  }, [])
  const send = async (call: (text: string) => Promise<string | undefined>) => {
    if (busy.value || !text.value.trim()) return
    busy.value = true
    why.value = (await call(text.value)) ?? ''
    busy.value = false
    if (!why.value) leave()
  }
  const empty = !text.value.trim()
  const changed = !gone && !busy.value && props.text !== was.value && props.text !== text.value.trim()
  const read = () => {
    was.value = props.text
    noteDraft(of, { was: was.value })
  }
  const keepIt = () => {
    read()
    void send((mine) => onKeep(mine, was.value))
  }
  return (
    <form
      class="editing"
      onSubmit={(e) => {
        e.preventDefault()
        if (!gone) keepIt()
      }}
      onClick={(e) => e.stopPropagation()}
      onPointerDown={(e) => e.stopPropagation()}
    >
      {gone && (
        <p class="worry" role="alert">
          {gone}
        </p>
      )}
      {changed && (
        <Changed
          words={t('edit.changed', { text: props.text })}
          onShow={() => {
            read()
            text.value = props.text
            noteDraft(of, { text: text.value })
            box.current?.focus()
          }}
        />
      )}
      <textarea
        ref={box}
        rows={3}
        aria-label={label}
        value={text.value}
        onInput={(e) => {
          text.value = e.currentTarget.value
          noteDraft(of, { text: text.value })
        }}
        onKeyDown={(e) => {
          if (composing(e) || e.key !== 'Enter' || e.shiftKey) return
          // A line that is gone or was changed meanwhile: this Enter was meant for something else, only the button keeps.
          e.preventDefault()
          if (!gone && !changed) keepIt()
        }}
      />
      <div class="row end">
        <span class="error" role="alert">
          {why.value}
        </span>
        <button type="button" class="quiet" onClick={leave}>
          {t('leave')} <kbd>Esc</kbd>
        </button>
        {!gone ? (
          <button type="submit" class="primary small" disabled={busy.value || empty}>
            {keep} <kbd>Enter</kbd>
          </button>
        ) : (
          may('Say') && (
            <button
              type="button"
              class="small"
              disabled={away.value || busy.value || empty}
              onClick={() => void send((line) => say(line, false))}
            >
              {t('edit.sayAnew')}
            </button>
          )
        )}
      </div>
    </form>
  )
}
