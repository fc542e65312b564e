// The rundown: segments and their entries, where the show is, and going elsewhere: choose, then confirm.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { goTo } from '../acts'
import { airNow, dayTime, drift, segmentTime, span } from '../airtime'
import { named, t } from '../i18n'
import { locale } from '../prefs'
import type { EntryInfo, Place, SegmentInfo } from '../protocol'
import { away, may, progress, show, speaking } from '../store'
import { ShowMenu } from './ShowEditor'
import { useTick } from './useTick'

/** The entry that was chosen, and waits to be confirmed. */
const chosen = signal('')
const idOf = ({ segment, paragraph }: Place) => `${segment}.${paragraph}`

export function Rundown() {
  const of = show.value
  return (
    <section class="panel rundown" data-tab="queue" aria-label={t('rundown.title')}>
      <div class="panel-head">
        <h2>{t('rundown.title')}</h2>
        {of && of.version > 1 && <span class="hint">{t('rundown.version', { version: of.version })}</span>}
        {of?.keptIn === 'memory' && <span class="worry">{t('rundown.memory')}</span>}
        <ShowMenu />
      </div>
      {of && of.segments.length > 0 ? (
        <Segments segments={of.segments} />
      ) : (
        <p class="idle">
          {t('rundown.none')} {may('LoadShow') && t('rundown.noneHint')}
        </p>
      )}
    </section>
  )
}

function Segments({ segments }: { segments: SegmentInfo[] }) {
  const place = progress.value?.place
  const list = useRef<HTMLOListElement>(null)
  const here = place && idOf(place)
  // What is on air stays in sight, unless somebody is at work in the list.
  useEffect(() => {
    const box = list.current
    if (!box || box.contains(document.activeElement)) return
    const now = box.querySelector<HTMLElement>('[aria-current]')
    if (now) box.scrollTop = now.offsetTop - box.clientHeight / 3
  }, [here])
  return (
    <ol class="segments" ref={list} tabIndex={0} aria-label={t('rundown.title')}>
      {segments.map((segment, i) => (
        <Segment key={i} segment={segment} index={i} />
      ))}
    </ol>
  )
}

function Segment({ segment, index }: { segment: SegmentInfo; index: number }) {
  const current = progress.value?.place.segment === index && !progress.value.over
  const over = (progress.value?.place.segment ?? -1) > index
  return (
    <li class="segment" data-current={current ? 'yes' : 'no'} data-over={over ? 'yes' : 'no'}>
      <h3>
        <span class="index">{index + 1}</span>
        <span class="heading">{segment.heading || t('rundown.untitled')}</span>
        {segment.product && <span class="tag">{segment.product}</span>}
        {segment.loops !== undefined && (
          <span class="tag">{segment.loops === 0 ? '↻' : `↻ ${segment.loops}`}</span>
        )}
        <Times segment={segment} current={current} />
      </h3>
      <ol>
        {segment.entries.map((entry, paragraph) => (
          <Entry key={paragraph} entry={entry} place={{ segment: index, paragraph }} />
        ))}
      </ol>
    </li>
  )
}

function Times({ segment, current }: { segment: SegmentInfo; current: boolean }) {
  if (current && segment.seconds !== undefined) return <Remains segment={segment} />
  if (segment.beginsMs !== undefined) return <span class="time">{dayTime(segment.beginsMs, locale())}</span>
  return segment.seconds === undefined ? null : <span class="time">{span(segment.seconds)}</span>
}

function Remains({ segment }: { segment: SegmentInfo }) {
  useTick(500)
  const time = segmentTime(segment, progress.value?.enteredMs, airNow())
  if (!time) return <span class="time">{span(segment.seconds ?? 0)}</span>
  return (
    <span
      class="time"
      data-over={time.over ? 'yes' : 'no'}
      title={t(time.over ? 'rundown.over' : 'rundown.remains')}
    >
      {time.over ? '+' : '−'}
      {span(Math.abs(time.remains))}
    </span>
  )
}

function Entry({ entry, place }: { entry: EntryInfo; place: Place }) {
  const id = idOf(place)
  const now = progress.value
  const here = now && !now.over && idOf(now.place) === id
  const onAir = speaking.value?.place && idOf(speaking.value.place) === id
  const isChosen = chosen.value === id
  const goes = may('GoTo')
  const sure = () => {
    chosen.value = ''
    if (!away.value) void goTo(place)
  }
  const window = entry.text === '' && entry.seconds !== undefined
  return (
    <li
      data-place={id}
      data-on-air={onAir ? 'yes' : 'no'}
      data-chosen={isChosen ? 'yes' : 'no'}
      aria-current={here ? 'step' : undefined}
    >
      <button
        type="button"
        class="entry"
        disabled={!goes}
        title={t('rundown.goHint')}
        onClick={() => (chosen.value = id)}
        onDblClick={sure}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && e.repeat) {
            // Held a little long: that chooses, and does not confirm as well.
            e.preventDefault()
          } else if (e.key === 'Enter' && isChosen) {
            e.preventDefault()
            sure()
          } else if (e.key === 'Escape' && isChosen && !e.shiftKey) {
            e.preventDefault()
            chosen.value = ''
          } else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault()
            beside(e.currentTarget, e.key === 'ArrowDown' ? 1 : -1)
          }
        }}
      >
        {window ? (
          <span class="window">
            {t('rundown.window')} <Window seconds={entry.seconds ?? 0} here={here ?? false} />
          </span>
        ) : (
          <span class="text">{entry.text || t('rundown.cuesOnly')}</span>
        )}
        {entry.cues.length > 0 && <span class="cues-of">{entry.cues.join(' · ')}</span>}
        {here && onAir && (
          <span class="position">{t('rundown.sentence', { n: (now?.sentence ?? 0) + 1 })}</span>
        )}
      </button>
      {isChosen && goes && (
        <button type="button" class="small primary go" onClick={sure} disabled={away.value}>
          {t('rundown.go')} <kbd>Enter</kbd>
        </button>
      )}
    </li>
  )
}

function Window({ seconds, here }: { seconds: number; here: boolean }) {
  useTick(1000)
  const until = progress.value?.windowUntilMs
  return <>{here && until !== undefined ? span(Math.max(0, (until - airNow()) / 1000)) : span(seconds)}</>
}

function beside(entry: HTMLElement, by: -1 | 1): void {
  const all = [...(entry.closest('.segments')?.querySelectorAll<HTMLElement>('.entry') ?? [])]
  all[all.indexOf(entry) + by]?.focus()
}

/** How long the show is on air, and how it keeps to its plan. */
export function ShowClock() {
  useTick(500)
  const now = progress.value
  if (!now || now.beganMs === undefined) return null
  const at = airNow()
  const late = drift(show.value?.segments ?? [], now.place.segment, now.beganMs, now.enteredMs)
  const rest =
    now.restsUntilMs !== undefined && now.restsUntilMs > at ? (now.restsUntilMs - at) / 1000 : undefined
  return (
    <span class="clock" role="timer" aria-label={t('clock.onAir')}>
      <b title={t('clock.onAir')}>{span((at - now.beganMs) / 1000)}</b>
      {now.over && <i>{t('clock.over')}</i>}
      {rest !== undefined && <i title={t('clock.restHint')}>{t('clock.rest', { time: span(rest) })}</i>}
      {late !== undefined && Math.abs(late) >= 1 && (
        <i data-over={late > 0 ? 'yes' : 'no'} title={t('clock.driftHint')}>
          {named('clock', late > 0 ? 'late' : 'early')} {span(Math.abs(late))}
        </i>
      )}
    </span>
  )
}
