// The console as a whole: what stands where. Where there is room, all of it at once; on a phone one part at a time, with
// STOP always under the thumb.

import { useEffect } from 'preact/hooks'
import { deed } from '../deeds'
import { named, t } from '../i18n'
import { LANGUAGES, THEMES, language, setLanguage, setTheme, theme } from '../prefs'
import {
  away,
  caller,
  dismiss,
  held,
  leave,
  link,
  linkReason,
  log,
  notices,
  questions,
  status,
} from '../store'
import { Chat } from './Chat'
import { Controls } from './Controls'
import { Help, helpShown, useKeys } from './Keys'
import { Next } from './Next'
import { OnAir } from './OnAir'
import { Program } from './Program'
import { Queue } from './Queue'
import { QuickLines } from './QuickLines'
import { RulesEditor } from './Rules'
import { Rundown, ShowClock } from './Rundown'
import { SayLine } from './SayLine'
import { ShowEditor, useDroppedShows } from './ShowEditor'
import { Sound } from './Sound'
import { Strip } from './Strip'
import { TABS, tab } from './tabs'
import { Emergency } from './Transport'
import { Voice } from './Voice'

export function Desk() {
  useKeys()
  useDroppedShows()
  return (
    <div class="desk" data-tab={tab.value}>
      <Head />
      <Offline />
      <main>
        <div class="centre">
          <div class="monitors">
            <Program />
            <div class="beside-program">
              <OnAir />
              <Next />
            </div>
          </div>
          <SayLine />
          <Part />
          <QuickLines />
          <Controls />
        </div>
        <div class="left">
          <Rundown />
          <Voice />
          <Sound />
        </div>
        <div class="right">
          <Queue />
          <Chat />
        </div>
      </main>
      <Strip />
      <Tabs />
      <Notices />
      <ShowEditor />
      <RulesEditor />
      <Help />
    </div>
  )
}

function Head() {
  const onAir = !away.value && (status.value?.onAir ?? false)
  const badge = away.value ? 'head.noContact' : onAir ? 'head.onAir' : 'head.offAir'
  useEffect(() => {
    document.title = `${onAir ? '● ' : ''}${status.value?.title || 'Compere'} · Compere`
  }, [onAir, status.value?.title])
  return (
    <header class="head">
      <h1 class="brand">
        Compere <span>{status.value?.title}</span>
      </h1>
      <span class="on-air-badge" data-on={onAir ? 'yes' : 'no'} role="status">
        {t(badge)}
      </span>
      <ShowClock />
      <span class="link" role="status" data-link={link.value} title={linkReason.value}>
        {named('link', link.value)}
      </span>
      <LastDone />
      <div class="choices">
        {caller.value && (
          <span class="me" title={t('head.role')}>
            {caller.value.name}
            {caller.value.name !== caller.value.role && <i> · {named('role', caller.value.role)}</i>}
          </span>
        )}
        <select
          aria-label={t('head.language')}
          value={language.value}
          onChange={(e) => setLanguage(e.currentTarget.value === 'zh' ? 'zh' : 'en')}
        >
          {LANGUAGES.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
        <select
          aria-label={t('head.theme')}
          value={theme.value}
          onChange={(e) => setTheme(THEMES.find((each) => each === e.currentTarget.value) ?? 'system')}
        >
          {THEMES.map((each) => (
            <option key={each} value={each}>
              {named('theme', each)}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="quiet"
          onClick={() => (helpShown.value = !helpShown.value)}
          title="? · F1"
        >
          {t('head.keys')}
        </button>
        <a class="quiet" href="/watch" target="_blank" rel="noopener">
          {t('head.watch')}
        </a>
        <button type="button" class="quiet" onClick={leave}>
          {t('head.leave')}
        </button>
      </div>
      <Emergency />
    </header>
  )
}

/** Why there is nothing to steer with. */
function Part() {
  const role = caller.value?.role
  if (role !== 'viewer' && role !== 'moderator') return null
  return (
    <p class="panel part" data-tab="air">
      <b>{named('role', role)}</b> {named('part', role)}
    </p>
  )
}

/** What a person did last, for all who are at a console. */
function LastDone() {
  const last = log.value.findLast((entry) => entry.role === 'operator')
  return (
    <span class="last-done" role="status" title={last?.told}>
      {last && (
        <>
          <b>{last.name}</b> {deed(last)}
        </>
      )}
    </span>
  )
}

function Offline() {
  return (
    <div class="offline-room" role="alert">
      {link.value !== 'open' && (
        <p class="offline">
          <b>{named('link', link.value)}</b> {t('offline.means')} {linkReason.value}
        </p>
      )}
    </div>
  )
}

function Tabs() {
  const waiting: Partial<Record<(typeof TABS)[number], number>> = {
    queue: held.value.length,
    chat: questions.value.reduce((n, q) => n + (q.standing === 'held' ? 1 : 0), 0),
  }
  return (
    <nav class="tabs" aria-label={t('tabs.title')}>
      {TABS.map((each) => (
        <button
          type="button"
          key={each}
          aria-current={tab.value === each ? 'page' : undefined}
          onClick={() => {
            tab.value = each
            scrollTo(0, 0)
          }}
        >
          {named('tabs', each)}
          {(waiting[each] ?? 0) > 0 && <span class="count">{waiting[each]}</span>}
        </button>
      ))}
    </nav>
  )
}

function Notices() {
  return (
    <div class="notices" role="log" aria-label={t('notices.title')}>
      {notices.value.map((notice) => (
        <div key={notice.id} class="notice" data-severity={notice.severity}>
          <p>{notice.message}</p>
          <button
            type="button"
            class="quiet"
            aria-label={t('notices.dismiss')}
            onClick={() => dismiss(notice.id)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  )
}
