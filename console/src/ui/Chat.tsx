// What viewers ask: as it comes, or stopped while somebody reads; and what becomes of each question.

import { computed, signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import {
  answerQuestion,
  approveQuestion,
  editQuestion,
  holdQuestion,
  markAnswered,
  mute,
  rejectQuestion,
} from '../acts'
import { dayTime } from '../airtime'
import { isOver } from '../board'
import { FILTERS, SHOWN, count, seen } from '../chat'
import type { Filter } from '../chat'
import { named, t } from '../i18n'
import { locale } from '../prefs'
import type { ApprovalRule, Question } from '../protocol'
import { away, may, questions, rules } from '../store'
import { Editing } from './Editing'
import { Icon, IconButton } from './Icon'
import { focusBeside } from './Queue'
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
            <Row key={q.questionId} q={q} />
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
  const mutes = ({ about = [], verdict, words = [] }: ApprovalRule) =>
    verdict === 'reject' && about.join() === 'question' && words.length === 0
  const sources = rules.value?.rules?.find(mutes)?.sources ?? []
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

type Doing = 'edit' | 'answer' | undefined

function Row({ q }: { q: Question }) {
  const doing = useSignal<Doing>(undefined)
  const row = useRef<HTMLLIElement>(null)
  const pausedToWrite = useRef(false)
  const id = q.questionId
  const over = isOver(q)
  const open = q.standing === 'open'
  const isHeld = q.standing === 'held'
  const leave = () => {
    doing.value = undefined
    row.current?.focus()
    if (pausedToWrite.current) pausedAtMs.value = undefined
    pausedToWrite.current = false
  }
  const begin = (what: Doing) => {
    // Nothing moves under the hand of somebody who writes.
    pausedToWrite.current = pausedAtMs.value === undefined
    pausedAtMs.value ??= newestMs()
    doing.value = what
  }
  const onKey = (event: KeyboardEvent) => {
    if (
      event.target !== event.currentTarget ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.shiftKey
    )
      return
    const key = event.key.toLowerCase()
    const does = KEYS[key]
    if (!does) return
    event.preventDefault()
    if (does === 'up' || does === 'down')
      return focusBeside(event.currentTarget as HTMLElement, does === 'up' ? -1 : 1)
    if (away.value || over) return
    if (does === 'answer') may('AnswerQuestion') && begin('answer')
    else if (does === 'edit') begin('edit')
    else if (does === 'approve') void (isHeld && approveQuestion(id))
    else if (does === 'hold') void (open && holdQuestion(id))
    else if (does === 'reject') void rejectQuestion(id)
    else if (does === 'mark') void markAnswered(id)
    else if (does === 'mute') void mute(q.viewer, true)
  }
  return (
    <li
      ref={row}
      data-question={id}
      data-standing={q.standing}
      tabIndex={0}
      aria-keyshortcuts="A H X R E D M"
      onKeyDown={onKey}
    >
      <div class="body">
        <p class="meta">
          <b class="viewer">{q.viewer}</b>
          <time>{dayTime(q.askedMs, locale())}</time>
          {!open && <span class="standing">{named('standing', q.standing)}</span>}
          {q.reason && <span class="reason">{q.reason}</span>}
        </p>
        {doing.value === 'edit' ? (
          <Editing
            text={q.text}
            label={t('chat.editing', { viewer: q.viewer })}
            keep={t('keep')}
            onKeep={(text) => editQuestion(id, text)}
            onLeave={leave}
          />
        ) : (
          <p class="text">{q.text}</p>
        )}
        {doing.value === 'answer' && (
          <Editing
            text=""
            label={t('chat.answering', { viewer: q.viewer })}
            keep={t('chat.answer')}
            onKeep={(text) => answerQuestion(id, text)}
            onLeave={leave}
          />
        )}
      </div>
      {!over && doing.value === undefined && (
        <div class="acts" role="group" aria-label={t('chat.acts', { viewer: q.viewer })}>
          {isHeld && (
            <Act sign="check" name={t('approve')} keys="A" tone="good" does={() => approveQuestion(id)} />
          )}
          {may('AnswerQuestion') && (
            <Act sign="reply" name={t('chat.answer')} keys="R" does={() => begin('answer')} />
          )}
          <Act sign="edit" name={t('edit')} keys="E" does={() => begin('edit')} />
          {open && <Act sign="hold" name={t('hold')} keys="H" does={() => holdQuestion(id)} />}
          <Act sign="check" name={t('chat.mark')} keys="D" does={() => markAnswered(id)} />
          <Act
            sign="mute"
            name={t('chat.mute', { viewer: q.viewer })}
            keys="M"
            does={() => mute(q.viewer, true)}
          />
          <Act sign="remove" name={t('reject')} keys="X" tone="bad" does={() => rejectQuestion(id)} />
        </div>
      )}
    </li>
  )
}

function Act(props: {
  sign: Parameters<typeof IconButton>[0]['sign']
  name: string
  keys: string
  tone?: 'good' | 'bad'
  does: () => unknown
}) {
  const { does, ...shown } = props
  return <IconButton {...shown} disabled={away.value} onClick={() => void does()} />
}

const KEYS: Record<string, string> = {
  a: 'approve',
  h: 'hold',
  x: 'reject',
  delete: 'reject',
  r: 'answer',
  enter: 'answer',
  e: 'edit',
  d: 'mark',
  m: 'mute',
  arrowup: 'up',
  arrowdown: 'down',
}
