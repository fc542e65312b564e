// What viewers ask: as it comes, or stopped while somebody reads; and what becomes of each question.

import { computed, signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { mute } from '../acts'
import { FILTERS, SHOWN, count, seen } from '../chat'
import type { Filter } from '../chat'
import { composing } from '../hotkeys'
import { named, t } from '../i18n'
import { isMute } from '../rules'
import { away, may, questions, rules } from '../store'
import { Icon } from './Icon'
import { QuestionRow, writing } from './QuestionRow'
import { RulesMenu } from './Rules'
import { tab } from './tabs'

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

/** A pointer that is still for so long aims at nothing. */
const AIM_MS = 5000
/** Screen readers tell of new questions so often at most. */
const TELL_MS = 15000

/** When the newest that is known came: what comes after it is new, whatever the clocks say. */
const newestMs = () => questions.value.at(-1)?.askedMs ?? 0

type Hand = 'aims' | 'writes'
/** Who is at work in the list: it stands still meanwhile, and goes on by itself. */
const hands = new Set<Hand>()
/** For whom it stands, where nobody stopped it. For one who only aims that is not shown: nothing comes under the hand. */
const lent = signal<Hand | undefined>(undefined)

/** Stops the list, or lets it go on. */
export function chatPaused(): void {
  const stopped = pausedAtMs.value !== undefined && lent.value !== 'aims'
  lent.value = undefined
  if (!stopped) return stopHere()
  pausedAtMs.value = undefined
  most.value = SHOWN
}

/** Stops it until it is let go on by hand. */
function stopHere(): void {
  pausedAtMs.value ??= newestMs()
  lent.value = undefined
}

/** Nothing moves under a hand that is at work; gives what lets the list go on. */
function standFor(hand: Hand): () => void {
  hands.add(hand)
  if (pausedAtMs.value === undefined || lent.value === 'aims') {
    pausedAtMs.value ??= newestMs()
    lent.value = hand
  }
  return () => {
    hands.delete(hand)
    if (!lent.value) return
    lent.value = [...hands].at(-1)
    if (!lent.value) pausedAtMs.value = undefined
  }
}
const stopWhileWriting = () => standFor('writes')

/** Stands while a mouse aims at a row. */
function useAim(): { onPointerMove: (event: PointerEvent) => void; onPointerLeave: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const goOn = useRef(() => {})
  const leave = () => {
    clearTimeout(timer.current)
    goOn.current()
  }
  useEffect(() => leave, [])
  return {
    onPointerMove: ({ pointerType }) => {
      if (pointerType !== 'mouse') return
      clearTimeout(timer.current)
      timer.current = setTimeout(leave, AIM_MS)
      if (!hands.has('aims')) goOn.current = standFor('aims')
    },
    onPointerLeave: leave,
  }
}

export function Chat() {
  const list = useRef<HTMLOListElement>(null)
  const hand = useRef(-Infinity)
  const moved = () => (hand.current = performance.now())
  const top = useRef(0)
  const aim = useAim()
  const { shown, fresh, older } = view.value
  const stands = pausedAtMs.value !== undefined
  const stopped = stands && lent.value !== 'aims'
  const newest = shown.at(-1)?.questionId
  useEffect(() => {
    if (!stands && list.current) list.current.scrollTop = list.current.scrollHeight
    top.current = list.current?.scrollTop ?? 0
  }, [newest, stands, filter.value, tab.value])
  const onScroll = () => {
    const box = list.current
    if (!box) return
    const up = box.scrollTop < top.current
    top.current = box.scrollTop
    // The list scrolls by itself as well: it is stopped only by a hand, and when that goes back in it.
    if (!up || shown.length === 0 || performance.now() - hand.current > HAND_MS) return
    if (box.scrollHeight - box.clientHeight - box.scrollTop > NEAR_END) stopHere()
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
          onKeyDown={(e) => {
            if (composing(e) || e.key !== 'Escape' || e.shiftKey || search.value === '') return
            e.preventDefault()
            search.value = ''
          }}
        />
      </div>
      <div class="chat-room">
        <ol
          ref={list}
          aria-label={t('chat.title')}
          onScroll={onScroll}
          {...aim}
          onWheel={moved}
          onTouchMove={moved}
          onPointerDown={(e) => e.target === e.currentTarget && moved()}
          onKeyDown={(e) => /^(?:ArrowUp|PageUp|Home)$/.test(e.key) && moved()}
          tabIndex={shown.length === 0 ? undefined : 0}
        >
          {older > 0 && (
            <li class="more">
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  stopHere()
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
      <Fresh n={stopped ? fresh : 0} />
    </section>
  )
}

/** What a screen reader tells of questions that came while the list stands. */
function Fresh({ n }: { n: number }) {
  const told = useSignal('')
  const at = useRef(-Infinity)
  useEffect(() => {
    if (n === 0) {
      told.value = ''
      return
    }
    const tell = () => {
      at.current = performance.now()
      told.value = t('chat.fresh', { n })
    }
    const timer = setTimeout(tell, Math.max(0, at.current + TELL_MS - performance.now()))
    return () => clearTimeout(timer)
  }, [n])
  return (
    <p class="unseen" role="status">
      {told.value}
    </p>
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
