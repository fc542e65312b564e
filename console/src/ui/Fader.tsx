// A fader of a bus. Arrow keys move it; 0, a double click and its number bring it back.

import { named, t } from '../i18n'
import { decibels, faderPart, faderText } from '../levels'
import { faders, setLevel } from '../mixer'
import { LEVEL_DB } from '../protocol'
import type { Bus } from '../protocol'
import { link } from '../store'

const USUAL_DB = 0

export function Fader({ bus }: { bus: Bus }) {
  const db = faders.value?.[bus] ?? USUAL_DB
  const reset = () => setLevel(bus, USUAL_DB)
  const away = link.value !== 'open'
  const text = faderText(db)
  const off = db <= LEVEL_DB.least
  const name = named('bus', bus)
  return (
    <div class="fader" data-bus={bus} style={{ '--part': faderPart(db), '--usual': faderPart(USUAL_DB) }}>
      <input
        type="range"
        aria-label={t('sound.fader', { bus: name })}
        aria-valuetext={off ? t('sound.off') : `${decibels(db, true)} dB`}
        min={LEVEL_DB.least}
        max={LEVEL_DB.most}
        step={0.5}
        value={db}
        disabled={away}
        title={t('sound.faderHint')}
        onInput={(e) => setLevel(bus, e.currentTarget.valueAsNumber)}
        onDblClick={reset}
        onKeyDown={(e) => {
          if (e.key !== '0' || e.ctrlKey || e.altKey || e.metaKey) return
          e.preventDefault()
          reset()
        }}
      />
      <button
        type="button"
        class="quiet"
        disabled={away}
        onClick={reset}
        title={t('sound.reset')}
        aria-label={`${name} ${off ? t('sound.off') : `${text} dB`}; ${t('sound.reset')}`}
      >
        {off ? t('sound.off') : text}
      </button>
    </div>
  )
}
