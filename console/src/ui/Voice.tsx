// Who speaks where no voice is named: one of the list, or any name that the program knows.

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { locale } from '../prefs'
import { board, link, may, setVoice } from '../store'
import { LANGUAGES, byLanguage, optionText } from '../voices'

/** So that the arrow keys can pass over voices without loading each. */
const SETTLE_MS = 350

export function Voice() {
  const { status, voices } = board.value
  const current = status?.voice ?? ''
  const chosen = useSignal<string | undefined>(undefined)
  const typed = useSignal('')
  const naming = useSignal(false)
  const why = useSignal('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => () => clearTimeout(timer.current), [])
  // Whatever was refused before, now another voice speaks.
  useEffect(() => void (why.value = ''), [current])

  const use = async (voice: string): Promise<boolean> => {
    clearTimeout(timer.current)
    const refused = (await setVoice(voice)) ?? ''
    // Another may have been chosen meanwhile.
    if (chosen.value === voice || chosen.value === undefined) {
      chosen.value = undefined
      why.value = refused
    }
    return !refused
  }
  const choose = (voice: string) => {
    chosen.value = voice
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void use(voice), SETTLE_MS)
  }
  const name = async () => {
    const voice = typed.value.trim()
    if (!voice) return
    clearTimeout(timer.current)
    chosen.value = undefined
    if (await use(voice)) {
      typed.value = ''
      naming.value = false
    }
  }

  if (!may('SetVoice')) return null
  const groups = byLanguage(voices, locale(), t('voice.anyLanguage'))
  const shown = chosen.value ?? current
  const listed = voices.some((v) => v.name === shown)
  return (
    <section class="panel voice" data-tab="controls" aria-label={t('voice.title')}>
      <div class="row">
        <h2>
          <label for="voice">{t('voice.title')}</label>
        </h2>
        <select
          id="voice"
          disabled={link.value !== 'open' || !current}
          value={shown}
          onChange={(e) => choose(e.currentTarget.value)}
          aria-describedby="voice-error"
        >
          {!listed && <option value={shown}>{shown}</option>}
          {groups.map(([language, of]) => (
            <optgroup key={language} label={language}>
              {of.map((voice) => (
                <option key={voice.name} value={voice.name}>
                  {optionText(voice)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <button
          type="button"
          class="quiet"
          aria-expanded={naming.value}
          onClick={() => {
            naming.value = !naming.value
            if (naming.value) requestAnimationFrame(() => box.current?.focus())
          }}
        >
          {t('voice.byName')}
        </button>
      </div>
      {naming.value && (
        <form
          class="row"
          onSubmit={(e) => {
            e.preventDefault()
            void name()
          }}
        >
          <input
            ref={box}
            aria-label={t('voice.name')}
            list="voice-names"
            placeholder="espeak-de"
            spellcheck={false}
            autocapitalize="off"
            value={typed.value}
            onInput={(e) => (typed.value = e.currentTarget.value)}
            aria-invalid={why.value !== ''}
            aria-describedby="voice-error"
          />
          <datalist id="voice-names">
            {LANGUAGES.map((language) => (
              <option key={language} value={`espeak-${language}`} />
            ))}
            {voices.map((v) => (
              <option key={v.name} value={v.name} />
            ))}
          </datalist>
          <button type="submit" disabled={link.value !== 'open' || !typed.value.trim()}>
            {t('voice.use')}
          </button>
        </form>
      )}
      <p id="voice-error" class="error" role="alert">
        {why.value}
      </p>
    </section>
  )
}
