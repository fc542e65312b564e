// The buttons that silence the host: for good, for a while, for a sentence; and the way back to the safe scene. Their
// keys work everywhere (Keys.tsx).

import { goSafe, pauseOrResume, skipSentence, stop } from '../acts'
import { t } from '../i18n'
import { away, may, status } from '../store'
import { Icon } from './Icon'

export function Transport() {
  if (!may('Pause')) return null
  const paused = status.value?.paused ?? false
  return (
    <div class="transport" role="group" aria-label={t('transport.title')}>
      <button
        type="button"
        class="pause"
        data-paused={paused ? 'yes' : 'no'}
        disabled={away.value}
        title={t(paused ? 'transport.resumeHint' : 'transport.pauseHint')}
        onClick={() => void pauseOrResume()}
      >
        <Icon sign={paused ? 'play' : 'pause'} />
        {t(paused ? 'transport.resume' : 'transport.pause')} <kbd>F8</kbd>
      </button>
      <button
        type="button"
        class="skip"
        disabled={away.value}
        title={t('transport.skipHint')}
        onClick={() => void skipSentence()}
      >
        <Icon sign="skip" />
        {t('transport.skip')} <kbd>F9</kbd>
      </button>
    </div>
  )
}

/** Always in sight, in every layout. They are never disabled: what cannot be done is said. */
export function Emergency() {
  return (
    <div class="emergency" role="group" aria-label={t('emergency.title')}>
      {may('GoSafe') && (
        <button type="button" class="safe" title={t('emergency.safeHint')} onClick={() => void goSafe()}>
          <Icon sign="safe" size={18} />
          <span>{t('emergency.safe')}</span>
          <kbd>⇧ Esc</kbd>
        </button>
      )}
      {may('Stop') && (
        <button type="button" class="stop" title={t('emergency.stopHint')} onClick={() => void stop()}>
          {t('emergency.stop')} <kbd>Esc</kbd>
        </button>
      )}
    </div>
  )
}
