// What viewers ask: as it comes, or stopped while somebody reads; and what becomes of each question.

import { computed, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { mute } from '../acts'
import { FILTERS, SHOWN, count, seen } from '../chat'
import type { Filter } from '../chat'
import { named, t } from '../i18n'
import { isMute } from '../rules'
import { away, may, questions, rules } from '../store'
import { Icon } from './Icon'
import { QuestionRow, writing } from './QuestionRow'
import { RulesMenu } from './Rules'

const filter = signal<Filter>('open')
const search = signal('')
const pausedAtMs = signal<number | undefined>(undefined)
const most = signal(SHOWN)
const view = computed(() =>
  seen(questions.value, {
    filter: filter.value,
    search: search.value,
    pausedAtMs: pausedAtMs.value,
    most: most.value,
    kept: [...writing.value.values()].map(({ q }) => q),
  }),
)
const held = computed(() => count(questions.value, 'held'))
/** Pixels from the end within which the list follows what comes. */
const NEAR_END = 40
/** A hand that scrolls is felt for so long. */
const HAND_MS = 800

/** When the newest that is known came: what comes after it is new, whatever the clocks say. */
const newestMs = () => questions.value.at(-1)?.askedMs ?? 0

/** Stops the list, or lets it go on. */
export function chatPaused(): void {
  const stopped = pausedAtMs.value !== undefined
  pausedAtMs.value = stopped ? undefined : newestMs()
  if (stopped) most.value = SHOWN
}

/** Nothing moves under the hand of somebody who writes; gives what lets the list go on. */
function stopWhileWriting(): () => void {
  if (pausedAtMs.value !== undefined) return () => {}
  pausedAtMs.value = newestMs()
  return () => (pausedAtMs.value = undefined)
}

export function Chat() {
  const list = useRef<HTMLOListElement>(null)
  const hand = useRef(-Infinity)
  const moved = () => (hand.current = performance.now())
  const { shown, fresh, older } = view.value
  const stopped = pausedAtMs.value !== undefined
  const newest = shown.at(-1)?.questionId
  useEffect(() => {
    if (!stopped && list.current) list.current.scrollTop = list.current.scrollHeight
  }, [newest, stopped, filter.value])
  const onScroll = () => {
    const box = list.current
    // The list scrolls by itself as well: it is stopped only by a hand.
    if (!box || stopped || shown.length === 0 || performance.now() - hand.current > HAND_MS) return
    if (box.scrollHeight - box.clientHeight - box.scrollTop > NEAR_END) pausedAtMs.value = newestMs()
  }
  return (
    <section class="panel chat" data-tab="chat" aria-label={t('chat.title')}>
      <div class="panel-head">
        <h2>{t('chat.title')}</h2>
        <RulesMenu />
        <button type="button" class="small" aria-pressed={stopped} onClick={chatPaused} title="Alt+P">
          <Icon sign={stopped ? 'play' : 'pause'} /> {t(stopped ? 'chat.goOn' : 'chat.pause')}
        </button>
      </div>
      <div class="chat-tools">
        <div class="segmented" role="group" aria-label={t('chat.filter')}>
          {FILTERS.map((each) => (
            <button
              type="button"
              key={each}
              aria-pressed={filter.value === each}
              onClick={() => (filter.value = each)}
            >
              {named('chat.filter', each)}
              {each === 'held' && held.value > 0 && <span class="count">{held.value}</span>}
            </button>
          ))}
        </div>
        <input
          type="search"
          aria-label={t('chat.search')}
          placeholder={t('chat.search')}
          value={search.value}
          onInput={(e) => (search.value = e.currentTarget.value)}
        />
      </div>
      <div class="chat-room">
        <ol
          ref={list}
          aria-label={t('chat.title')}
          onScroll={onScroll}
          onWheel={moved}
          onTouchMove={moved}
          onPointerDown={moved}
          onKeyDown={moved}
          tabIndex={shown.length === 0 ? undefined : 0}
        >
          {older > 0 && (
            <li class="more">
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  pausedAtMs.value ??= newestMs()
                  most.value += SHOWN
                }}
              >
                {t('chat.older', { n: older })}
              </button>
            </li>
          )}
          {shown.map((q) => (
            <QuestionRow key={q.questionId} q={q} onWrite={stopWhileWriting} />
          ))}
        </ol>
        {shown.length === 0 && <p class="idle">{t(search.value ? 'chat.noneFound' : 'chat.none')}</p>}
        {stopped && (
          <button type="button" class="fresh" onClick={chatPaused} disabled={fresh === 0}>
            {t('chat.fresh', { n: fresh })}
          </button>
        )}
      </div>
      <Muted />
      <p class="unseen" role="status">
        {stopped && fresh > 0 ? t('chat.fresh', { n: fresh }) : ''}
      </p>
    </section>
  )
}

/** Who may not write: named by one rule, as the program makes it. */
function Muted() {
  const sources = rules.value?.rules?.find(isMute)?.sources ?? []
  if (sources.length === 0 || !may('MuteViewer')) return null
  return (
    <details class="muted">
      <summary>{t('chat.mutedList', { n: sources.length })}</summary>
      {sources.map((viewer) => (
        <button
          type="button"
          class="small"
          key={viewer}
          disabled={away.value}
          title={t('chat.unmute', { viewer })}
          aria-label={t('chat.unmute', { viewer })}
          onClick={() => void mute(viewer, false)}
        >
          {viewer} <Icon sign="remove" size={12} />
        </button>
      ))}
    </details>
  )
}
