// An operator speaks in place of the machine: with typed words, or with their own voice.

import { handBack, takeOver } from '../acts'
import { t } from '../i18n'
import { closeMicrophone, microphone, microphoneLost, microphonePeak, openMicrophone } from '../microphone'
import { meterPart } from '../mse/meter'
import { speaksHere } from '../roles'
import { away, caller, may, progress } from '../store'
import { Icon } from './Icon'

export function Takeover() {
  if (!may('TakeOver')) return null
  const by = progress.value?.takenOverBy
  return by ? (
    <Taken by={by} />
  ) : (
    <button
      type="button"
      class="take-over"
      disabled={away.value}
      title={t('takeover.hint')}
      onClick={() => void takeOver()}
    >
      <Icon sign="microphone" /> {t('takeover.take')} <kbd>F7</kbd>
    </button>
  )
}

function Taken({ by }: { by: string }) {
  const mine = speaksHere(caller.value, by)
  return (
    <div class="taken" role="group" aria-label={t('takeover.title')}>
      <p role="status">{mine ? t('takeover.mine') : t('takeover.theirs', { by })}</p>
      {mine && <MicrophoneButton />}
      <button type="button" class="hand-back" disabled={away.value} onClick={() => void handBack()}>
        {t('takeover.handBack')} <kbd>F7</kbd>
      </button>
    </div>
  )
}

function MicrophoneButton() {
  const now = microphone.value
  const on = now !== 'off'
  return (
    <button
      type="button"
      class="microphone"
      aria-pressed={on}
      data-microphone={now}
      disabled={away.value && !on}
      title={microphoneLost.value > 0 ? t('microphone.lost', { n: microphoneLost.value }) : undefined}
      onClick={() => (on ? closeMicrophone() : void openMicrophone())}
    >
      <Icon sign="microphone" />
      {t(on ? (now === 'live' ? 'microphone.live' : 'microphone.opening') : 'microphone.on')}
      {on && <Heard />}
    </button>
  )
}

function Heard() {
  const dbfs = 20 * Math.log10(microphonePeak.value || 1e-6)
  return (
    <span class="heard" aria-hidden="true">
      <i style={{ transform: `scaleX(${meterPart(dbfs)})` }} />
    </span>
  )
}
