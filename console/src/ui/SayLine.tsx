// The line to say: Enter has it wait for its turn, Ctrl+Enter says it at once, Alt+Enter holds it for the preview. What is
// typed during a takeover is the operator's own word.

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { say, sayHeld } from '../acts'
import { composing } from '../hotkeys'
import { named, t } from '../i18n'
import { locale } from '../prefs'
import { lookAt } from '../preview'
import { SAY_MAX_CHARS } from '../protocol'
import { link, may, progress } from '../store'
import { Takeover } from './Takeover'
import { Transport } from './Transport'

const CUES = ['smile', 'serious', 'surprised', 'pause 0.5']

type How = 'turn' | 'now' | 'held'

/** Tells why not, if so. */
async function send(line: string, how: How): Promise<string> {
  if (how !== 'held') return (await say(line, how === 'now')) ?? ''
  const told = await sayHeld(line)
  if ('why' in told) return told.why
  lookAt(told.utteranceId)
  return ''
}

export function SayLine() {
  const box = useRef<HTMLTextAreaElement>(null)
  const text = useSignal('')
  const last = useSignal('')
  const why = useSignal('')
  const queue = useRef(Promise.resolve())
  const tooLong = [...text.value].length > SAY_MAX_CHARS
  const ready = link.value === 'open' && text.value.trim() !== '' && !tooLong

  /** Sends the line and makes room for the next at once; lines go out in the order in which they were typed. */
  const enter = (how: How) => {
    if (!ready) return
    const line = text.value
    text.value = ''
    last.value = line
    queue.current = queue.current.then(async () => {
      const refused = await send(line, how)
      why.value = refused
      if (!refused) return
      // It is there again to be mended, unless another is being typed: then an arrow up brings it.
      if (text.value === '') text.value = line
      last.value = line
    })
    box.current?.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      enter(event.altKey ? 'held' : event.ctrlKey || event.metaKey ? 'now' : 'turn')
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

  if (!may('Say')) return null
  return (
    <section
      class="speak panel"
      data-tab="air"
      aria-label={t('say.title')}
      data-taken={progress.value?.takenOverBy ? 'yes' : 'no'}
    >
      <form
        onSubmit={(e) => {
          e.preventDefault()
          enter('turn')
        }}
      >
        <label for="line" class="unseen">
          {t('say.line')}
        </label>
        <textarea
          id="line"
          ref={box}
          rows={2}
          autofocus
          placeholder={t('say.placeholder')}
          value={text.value}
          onInput={(e) => (text.value = e.currentTarget.value)}
          onKeyDown={onKey}
          aria-invalid={why.value !== '' || tooLong}
          aria-describedby="line-error"
        />
        <div class="tools">
          <div class="cues" role="group" aria-label={t('say.cues')}>
            {CUES.map((cue) => (
              <button type="button" class="chip" key={cue} onClick={() => insert(cue)} title={`[${cue}]`}>
                {named('emotion', cue.replace(/ .*/, ''))}
              </button>
            ))}
          </div>
          <button type="button" disabled={!ready} onClick={() => enter('held')} title={t('say.heldHint')}>
            {t('say.held')} <kbd>Alt Enter</kbd>
          </button>
          <button type="button" disabled={!ready} onClick={() => enter('now')} title={t('say.nowHint')}>
            {t('say.now')} <kbd>Ctrl Enter</kbd>
          </button>
          <button type="submit" class="primary" disabled={!ready} title="Enter">
            {t('say.say')} <kbd>Enter</kbd>
          </button>
        </div>
        <p id="line-error" class="error" role="alert">
          {tooLong ? t('say.tooLong', { most: SAY_MAX_CHARS.toLocaleString(locale()) }) : why.value}
        </p>
      </form>
      <div class="beside">
        <Transport />
        <Takeover />
      </div>
    </section>
  )
}
