// Who did what: the journal of the show, the newest first.

import { signal } from '@preact/signals'
import { deed } from '../deeds'
import { named, t } from '../i18n'
import { locale } from '../prefs'
import { log } from '../store'

const people = signal(true)
/** Rows that are drawn. */
const SHOWN = 120

export function Log() {
  const shown = log.value
    .filter((entry) => !people.value || entry.role !== 'program')
    .slice(-SHOWN)
    .toReversed()
  return (
    <div class="log-room">
      <label class="check">
        <input
          type="checkbox"
          checked={people.value}
          onChange={(e) => (people.value = e.currentTarget.checked)}
        />
        {t('log.people')}
      </label>
      <ol aria-label={t('log.title')} tabIndex={0}>
        {shown.map((entry) => (
          <li key={entry.number} data-role={entry.role}>
            <time>
              {new Date(entry.atMs).toLocaleTimeString(locale(), {
                hour: '2-digit',
                minute: '2-digit',
                second: '2-digit',
                hour12: false,
              })}
            </time>
            <b>{entry.name || named('role', entry.role)}</b>
            <span>{deed(entry)}</span>
          </li>
        ))}
      </ol>
      {shown.length === 0 && <p class="idle">{t('log.none')}</p>}
    </div>
  )
}
