// The keys of the whole desk, and the overlay that tells them. What a key means is hotkeys.ts.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import {
  approve,
  go,
  goSafe,
  handBack,
  pauseOrResume,
  remove,
  say,
  setAuto,
  setCamera,
  skipSentence,
} from '../acts'
import { stop, takeOver } from '../acts'
import { SHOWN_KEYS, actionOf, composing } from '../hotkeys'
import type { Action } from '../hotkeys'
import { t } from '../i18n'
import { takePreviewed } from '../preview'
import { cameras, held, may, notice, progress, quickLines } from '../store'
import { chatPaused } from './Chat'
import { closable, closeNewest, closedElsewhere, elseDone } from './closable'
import { useFocusBack } from './focus'
import { moveSeconds } from './Pads'
import { editingUtterance } from './Queue'
import { tab } from './tabs'

export const helpShown = signal(false)

export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') elseDone()
      else if (event.defaultPrevented) closedElsewhere()
      // While a word is being composed, keys belong to that.
      if (composing(event) || event.defaultPrevented) return
      const action = actionOf(event, isTyping(event.target))
      if (!action) return
      event.preventDefault()
      if (!event.repeat) void does(action)
    }
    addEventListener('keydown', onKey)
    addEventListener('pointerdown', elseDone)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('pointerdown', elseDone)
    }
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const field = target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea, select')
  return field || target.isContentEditable
}

export function focusLine(): void {
  tab.value = 'air'
  requestAnimationFrame(() => document.getElementById('line')?.focus())
}

async function does(action: Action): Promise<unknown> {
  const first = held.value[0]?.utteranceId
  switch (action.does) {
    case 'stop':
      return closeNewest() || (may('Stop') && stop())
    case 'safe':
      return may('GoSafe') && goSafe()
    case 'pause':
      return may('Pause') && pauseOrResume()
    case 'skip':
      return may('SkipSentence') && skipSentence()
    case 'go':
      return may('Go') && go()
    case 'auto':
      return may('SetAuto') && setAuto(!(progress.value?.auto ?? true))
    case 'takeover':
      return may('TakeOver') && (progress.value?.takenOverBy ? handBack() : takeOver())
    case 'line':
      return focusLine()
    case 'help':
      helpShown.value = !helpShown.value
      return
    case 'approve':
      return first && may('ApproveUtterance') && approve(first)
    case 'reject':
      return first && may('RemoveUtterance') && remove(first)
    case 'edit':
      if (first && may('EditUtterance')) {
        tab.value = 'queue'
        editingUtterance.value = first
      }
      return
    case 'chatPause':
      chatPaused()
      return
    case 'take':
      return may('TakeUtterance') && takePreviewed()
    case 'quick': {
      const line = quickLines.value[action.index]
      if (!line || !may('Say')) return
      const why = await say(line.text, line.interrupt ?? false)
      if (why) notice('warning', t('failed', { what: line.label, why }))
      return
    }
    case 'camera': {
      const camera = cameras.value[action.index]
      return camera && may('SetCamera') && setCamera(camera, moveSeconds.value)
    }
  }
}

export function Help() {
  if (!helpShown.value) return null
  return <Overlay />
}

function Overlay() {
  const close = useRef<HTMLButtonElement>(null)
  useFocusBack()
  useEffect(() => {
    close.current?.focus()
    return closable(() => (helpShown.value = false))
  }, [])
  return (
    <section class="overlay panel" role="dialog" aria-label={t('keys.title')}>
      <div class="panel-head">
        <h2>{t('keys.title')}</h2>
        <button ref={close} type="button" class="quiet" onClick={() => (helpShown.value = false)}>
          {t('close')} <kbd>Esc</kbd>
        </button>
      </div>
      <dl class="keys">
        {SHOWN_KEYS.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.split(' ').map((key) => (/^[–↓]$/.test(key) ? ` ${key} ` : <kbd key={key}>{key}</kbd>))}
            </dt>
            <dd>{t(words)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{t('keys.note')}</p>
    </section>
  )
}
