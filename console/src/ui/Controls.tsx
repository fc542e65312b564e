// What is not needed every minute, behind four tabs: the stage, what lies over the picture, outputs, and the log.

import { signal } from '@preact/signals'
import { named, t } from '../i18n'
import { may } from '../store'
import { Log } from './Log'
import { Outputs } from './Outputs'
import { Overlays } from './Overlays'
import { Pads } from './Pads'

const SHEETS = ['stage', 'graphics', 'outputs', 'log'] as const
type Sheet = (typeof SHEETS)[number]
const chosen = signal<Sheet>('stage')

function allowed(sheet: Sheet): boolean {
  if (sheet === 'stage') return may('FireCue')
  if (sheet === 'graphics') return may('ShowGraphic')
  return sheet === 'outputs' || may('GetJournal')
}

export function Controls() {
  const sheets = SHEETS.filter(allowed)
  const now = sheets.includes(chosen.value) ? chosen.value : sheets[0]!
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = by && sheets[(sheets.indexOf(now) + by + sheets.length) % sheets.length]
    if (!next) return
    event.preventDefault()
    chosen.value = next
    requestAnimationFrame(() => document.getElementById(`sheet-${next}`)?.focus())
  }
  return (
    <section class="panel controls" data-tab="controls" aria-label={t('controls.title')}>
      <h2 class="unseen">{t('controls.title')}</h2>
      <div class="sheets" role="tablist" aria-label={t('controls.title')} onKeyDown={onKey}>
        {sheets.map((sheet) => (
          <button
            type="button"
            role="tab"
            key={sheet}
            id={`sheet-${sheet}`}
            aria-selected={now === sheet}
            aria-controls="sheet"
            tabIndex={now === sheet ? 0 : -1}
            onClick={() => (chosen.value = sheet)}
          >
            {named('controls', sheet)}
          </button>
        ))}
      </div>
      <div class="sheet" id="sheet" role="tabpanel" aria-labelledby={`sheet-${now}`} tabIndex={0}>
        {now === 'stage' ? (
          <Pads />
        ) : now === 'graphics' ? (
          <Overlays />
        ) : now === 'outputs' ? (
          <Outputs />
        ) : (
          <Log />
        )}
      </div>
    </section>
  )
}
