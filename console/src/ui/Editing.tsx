// A text that is changed in its place: Enter keeps it, Escape leaves it as it was.

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { composing } from '../hotkeys'
import { t } from '../i18n'

export function Editing(props: {
  text: string
  label: string
  keep: string
  /** Gives why not, if so. */
  onKeep: (text: string) => Promise<string | undefined>
  onLeave: () => void
}) {
  const { label, keep, onKeep, onLeave } = props
  const text = useSignal(props.text)
  const why = useSignal('')
  const busy = useSignal(false)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    box.current?.focus()
    box.current?.setSelectionRange(props.text.length, props.text.length)
  }, [])
  const send = async () => {
    if (busy.value || !text.value.trim()) return
    busy.value = true
    why.value = (await onKeep(text.value)) ?? ''
    busy.value = false
    if (!why.value) onLeave()
  }
  return (
    <form
      class="editing"
      onSubmit={(e) => {
        e.preventDefault()
        void send()
      }}
      onClick={(e) => e.stopPropagation()}
      onPointerDown={(e) => e.stopPropagation()}
    >
      <textarea
        ref={box}
        rows={3}
        aria-label={label}
        value={text.value}
        onInput={(e) => (text.value = e.currentTarget.value)}
        onKeyDown={(e) => {
          if (composing(e)) return
          // What is prevented here, the desk leaves alone; all its other keys go on working.
          if (e.key === 'Escape' && !e.shiftKey) {
            e.preventDefault()
            onLeave()
          } else if (e.key === 'Enter' && !e.shiftKey) {
            e.preventDefault()
            void send()
          }
        }}
      />
      <div class="row end">
        <span class="error" role="alert">
          {why.value}
        </span>
        <button type="button" class="quiet" onClick={onLeave}>
          {t('leave')} <kbd>Esc</kbd>
        </button>
        <button type="submit" class="primary small" disabled={busy.value || !text.value.trim()}>
          {keep} <kbd>Enter</kbd>
        </button>
      </div>
    </form>
  )
}
