// The line to say; beside it what silences the host.

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { SAY_MAX_CHARS } from '../protocol'
import { link, say } from '../store'
import { Transport } from './Transport'

const CUES = ['smile', 'serious', 'surprised', 'pause 0.5']

export function SayLine() {
  const box = useRef<HTMLTextAreaElement>(null)
  const text = useSignal('')
  const last = useSignal('')
  const why = useSignal('')
  const busy = useSignal(false)
  const tooLong = [...text.value].length > SAY_MAX_CHARS
  const ready = link.value === 'open' && text.value.trim() !== '' && !tooLong && !busy.value

  const send = async (interrupt: boolean) => {
    if (!ready) return
    const line = text.value
    busy.value = true
    why.value = (await say(line, interrupt)) ?? ''
    busy.value = false
    if (!why.value) {
      last.value = line
      // What was typed meanwhile stays.
      if (text.value === line) text.value = ''
    }
    box.current?.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void send(event.ctrlKey || event.metaKey)
    } else if (event.key === 'ArrowUp' && text.value === '' && last.value) {
      event.preventDefault()
      text.value = last.value
    }
  }
  const insert = (cue: string) => {
    const at = box.current?.selectionStart ?? text.value.length
    const end = box.current?.selectionEnd ?? at
    const written = `[${cue}] `
    text.value = text.value.slice(0, at) + written + text.value.slice(end)
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(at + written.length, at + written.length)
    })
  }

  return (
    <section class="speak" aria-label="Say">
      <form
        class="panel"
        onSubmit={(e) => {
          e.preventDefault()
          void send(false)
        }}
      >
        <label for="line">Line to say</label>
        <textarea
          id="line"
          aria-label="Line to say"
          ref={box}
          rows={3}
          autofocus
          placeholder="Type what the host says…"
          value={text.value}
          onInput={(e) => (text.value = e.currentTarget.value)}
          onKeyDown={onKey}
          aria-invalid={why.value !== '' || tooLong}
          aria-describedby="line-error"
        />
        <div class="tools">
          <div class="cues" role="group" aria-label="Add a cue">
            {CUES.map((cue) => (
              <button type="button" class="chip" key={cue} onClick={() => insert(cue)} title={`Add [${cue}]`}>
                {cue.replace(/ .*/, '')}
              </button>
            ))}
          </div>
          <button
            type="button"
            disabled={!ready}
            onClick={() => void send(true)}
            title="Cuts off what is being said (Ctrl+Enter)"
          >
            Say now
          </button>
          <button type="submit" class="primary" disabled={!ready} title="Enter">
            Say <kbd>Enter</kbd>
          </button>
        </div>
        <p id="line-error" class="error" role="alert">
          {tooLong
            ? `This is too long; at most ${SAY_MAX_CHARS.toLocaleString('en')} characters.`
            : why.value}
        </p>
      </form>
      <Transport />
    </section>
  )
}
