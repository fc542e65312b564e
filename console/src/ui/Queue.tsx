// What waits: held, next, and what was said. By pointer (drag the grip) and by keyboard (Alt and the arrows).

import { effect, signal, useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { approve, edit, expiresIn, hold, move, remove, take } from '../acts'
import { span } from '../airtime'
import { named, t } from '../i18n'
import { dropDrafts } from '../drafts'
import { dropped, gapAt, stepped, watched, withGone } from '../lanes'
import type { Watched } from '../lanes'
import { lookAt, previewed } from '../preview'
import type { Utterance } from '../protocol'
import { away, held, may, queue, recent, speaking, whenLeft } from '../store'
import { Acts, allowed, onRowKey, shortcuts } from './Acts'
import type { Act } from './Acts'
import { Editing } from './Editing'
import { focusRow, useFocusBeside } from './focus'
import { Icon } from './Icon'
import { tab } from './tabs'
import { useTick } from './useTick'

/** The one whose text is being changed. */
export const editingUtterance = signal<string | undefined>(undefined)
/** It, where it stands; or where it stood, until it is left. */
const kept = signal<Watched | undefined>(undefined)
effect(() => {
  kept.value = watched(editingUtterance.value, { held: held.value, queue: queue.value }, kept.peek())
})
whenLeft(() => {
  editingUtterance.value = undefined
  dropDrafts()
})
/** What is told to a screen reader after a move. */
const told = signal('')

export function Queue() {
  return (
    <section class="panel queue" data-tab="queue" aria-label={t('queue.title')}>
      <Held />
      <Next />
      <Said />
      <p class="unseen" role="status">
        {told.value}
      </p>
    </section>
  )
}

function Held() {
  const of = held.value
  const shown = withGone(of, 'held', kept.value)
  if (shown.length === 0) return null
  return (
    <div class="lane held">
      <h2>
        {t('queue.held')} <span class="count">{of.length}</span>
        {may('ApproveUtterance') && <span class="hint">{t('queue.heldKeys')}</span>}
      </h2>
      <ol aria-label={t('queue.held')}>
        {shown.map((u) => (
          <Row key={u.utteranceId} u={u} />
        ))}
      </ol>
    </div>
  )
}

function Next() {
  const of = queue.value
  const shown = withGone(of, 'queue', kept.value)
  const list = useRef<HTMLOListElement>(null)
  const drag = useSignal<{ id: string; gap: number } | undefined>(undefined)
  const letGo = useRef(() => {})
  const place = useRef(() => {})
  const gap = drag.value?.gap
  const target = drag.value && dropped(of, drag.value.id, drag.value.gap)

  const begin = (event: PointerEvent, id: string) => {
    if (event.button !== 0 || away.value) return
    event.preventDefault()
    const grip = event.currentTarget as HTMLElement
    grip.setPointerCapture(event.pointerId)
    let y = event.clientY
    const onMove = ({ clientY }: PointerEvent) => {
      y = clientY
      place.current()
    }
    place.current = () => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('li:not([data-gone=yes])') ?? [])]
      const middles = rows.map((row) => {
        const { top, height } = row.getBoundingClientRect()
        return top + height / 2
      })
      drag.value = { id, gap: gapAt(middles, y) }
    }
    const end = (dropping: boolean) => {
      letGo.current = () => {}
      grip.removeEventListener('pointermove', onMove)
      grip.removeEventListener('pointerup', onUp)
      grip.removeEventListener('pointercancel', onCancel)
      removeEventListener('keydown', onKey, true)
      const last = drag.value
      drag.value = undefined
      const asked = dropping && last ? dropped(queue.value, last.id, last.gap) : undefined
      if (asked) void move(asked)
    }
    const onUp = () => end(true)
    const onCancel = () => end(false)
    const onKey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape' || key.shiftKey) return
      key.preventDefault()
      end(false)
    }
    grip.addEventListener('pointermove', onMove)
    grip.addEventListener('pointerup', onUp)
    grip.addEventListener('pointercancel', onCancel)
    addEventListener('keydown', onKey, true)
    letGo.current = onCancel
  }
  const dragged = drag.value?.id
  const there = of.some((u) => u.utteranceId === dragged)
  // A row that goes on air while it is dragged takes its grip along: nothing tells of the hand any more.
  useEffect(() => {
    if (dragged && !there) letGo.current()
  }, [dragged, there])
  // Rows that come and go move under a hand that is still.
  useLayoutEffect(() => {
    if (drag.peek()) place.current()
  }, [of])
  useEffect(() => () => letGo.current(), [])

  return (
    <div class="lane next">
      <h2>
        {t('queue.next')} {of.length > 0 && <span class="count">{of.length}</span>}
      </h2>
      {shown.length === 0 && <p class="idle">{t('queue.empty')}</p>}
      <ol ref={list} aria-label={t('queue.next')} data-dragging={drag.value ? 'yes' : 'no'}>
        {shown.map((u) => {
          const i = of.indexOf(u)
          const last = gap === of.length && i === of.length - 1
          return (
            <Row
              key={u.utteranceId}
              u={u}
              index={i}
              onGrip={begin}
              dragged={dragged === u.utteranceId}
              mark={!target || i < 0 ? undefined : gap === i ? 'before' : last ? 'after' : undefined}
            />
          )
        })}
      </ol>
    </div>
  )
}

function Row(props: {
  u: Utterance
  /** In the queue; none of what is held. */
  index?: number
  onGrip?: (event: PointerEvent, id: string) => void
  dragged?: boolean
  mark?: 'before' | 'after' | undefined
}) {
  const { u, index, onGrip, dragged, mark } = props
  const id = u.utteranceId
  const isHeld = u.state === 'held'
  const changing = editingUtterance.value === id
  const gone = changing && !!kept.value?.gone
  const row = useRef<HTMLLIElement>(null)
  useFocusBeside(row)
  const change = () => (editingUtterance.value = id)
  const leave = () => {
    editingUtterance.value = undefined
    // It may stand in another lane by now.
    focusRow(document.querySelector(`li[data-utterance="${CSS.escape(id)}"]`))
  }
  const step = (by: -1 | 1) => {
    const asked = stepped(queue.value, id, by)
    if (!asked) {
      told.value = t('queue.stays')
      return
    }
    void move(asked).then((why) => {
      focusRow(row.current)
      if (why) return
      const at = queue.value.findIndex((other) => other.utteranceId === id)
      told.value = t('queue.moved', { place: at + 1, of: queue.value.length })
    })
  }
  const acts = gone ? [] : allowed(actsOn(u, change))
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as -1 | 1 | undefined
    if (!by || !event.altKey || event.target !== event.currentTarget) return onRowKey(event, acts)
    event.preventDefault()
    if (!away.value && index !== undefined && may('MoveUtterance')) step(by)
  }
  return (
    <li
      ref={row}
      data-utterance={id}
      data-state={u.state}
      data-kind={u.kind}
      data-dragged={dragged ? 'yes' : 'no'}
      data-mark={mark}
      data-gone={gone ? 'yes' : 'no'}
      data-previewed={previewed.value?.utteranceId === id ? 'yes' : 'no'}
      tabIndex={0}
      aria-keyshortcuts={shortcuts(acts)}
      onKeyDown={onKey}
      onDblClick={() => may('EditUtterance') && change()}
    >
      {onGrip && !gone && may('MoveUtterance') && (
        <span class="grip" aria-hidden="true" title={t('queue.drag')} onPointerDown={(e) => onGrip(e, id)}>
          <Icon sign="grip" />
        </span>
      )}
      <div class="body">
        <p class="meta">
          <span class="kind">{named('kind', u.kind)}</span>
          {u.source && u.source !== u.kind && u.source !== 'rundown' && (
            <span class="source">{u.source}</span>
          )}
          {u.state === 'synthesizing' && <span class="state">{t('state.synthesizing')}</span>}
          {!gone && <Expiry expiresMs={u.expiresMs} />}
        </p>
        {changing ? (
          <Editing
            of={id}
            gone={gone ? t('queue.gone', { state: becameOf(id) }) : undefined}
            text={u.text}
            label={t('queue.editing')}
            keep={isHeld ? t('queue.keepApprove') : t('keep')}
            onKeep={async (text, was) => (await edit(id, text, was)) ?? (isHeld ? approve(id) : undefined)}
            onLeave={leave}
          />
        ) : (
          <p class="text" title={u.text}>
            {u.text}
          </p>
        )}
      </div>
      {!changing && <Acts of={acts} label={t('queue.acts')} />}
    </li>
  )
}

/** What became of one that does not wait any more, in words. */
function becameOf(id: string): string {
  const now = [speaking.value, ...recent.value].find((u) => u?.utteranceId === id)
  return named('state', now?.state ?? 'cancelled')
}

function actsOn(u: Utterance, change: () => void): Act[] {
  const id = u.utteranceId
  const look = () => {
    lookAt(id)
    tab.value = 'air'
  }
  const shared: Act = { sign: 'look', name: t('queue.preview'), keys: ['P'], needs: 'GetPreview', does: look }
  if (u.state === 'held') {
    return [
      {
        sign: 'check',
        name: t('approve'),
        keys: ['A'],
        needs: 'ApproveUtterance',
        tone: 'good',
        does: () => approve(id),
      },
      shared,
      { sign: 'edit', name: t('editApprove'), keys: ['E'], needs: 'EditUtterance', does: change },
      {
        sign: 'remove',
        name: t('reject'),
        keys: ['X', 'Delete'],
        needs: 'RemoveUtterance',
        tone: 'bad',
        does: () => remove(id),
      },
    ]
  }
  return [
    { sign: 'take', name: t('takeNext'), keys: ['T'], needs: 'TakeUtterance', does: () => take(id) },
    shared,
    { sign: 'edit', name: t('edit'), keys: ['E'], needs: 'EditUtterance', does: change },
    { sign: 'hold', name: t('hold'), keys: ['H'], needs: 'HoldUtterance', does: () => hold(id) },
    {
      sign: 'remove',
      name: t('remove'),
      keys: ['Delete', 'X'],
      needs: 'RemoveUtterance',
      tone: 'bad',
      does: () => remove(id),
    },
  ]
}

function Expiry({ expiresMs }: { expiresMs: number | undefined }) {
  return expiresMs === undefined ? null : <Countdown expiresMs={expiresMs} />
}

function Countdown({ expiresMs }: { expiresMs: number }) {
  useTick(1000)
  const left = expiresIn(expiresMs)
  if (left === undefined) return null
  return (
    <span class="expiry" data-soon={left < 30 ? 'yes' : 'no'} title={t('queue.expires')}>
      {left > 0 ? span(left) : t('queue.expired')}
    </span>
  )
}

function Said() {
  const of = recent.value
  const open = useSignal(false)
  if (of.length === 0) return null
  return (
    <div class="lane said">
      <h2>
        <button
          type="button"
          class="fold"
          aria-expanded={open.value}
          onClick={() => (open.value = !open.value)}
        >
          <Icon sign={open.value ? 'down' : 'up'} /> {t('queue.said')}
        </button>
      </h2>
      <ol aria-label={t('queue.said')}>
        {of.slice(0, open.value ? undefined : 3).map((u) => (
          <li key={u.utteranceId} data-utterance={u.utteranceId} data-state={u.state} data-kind={u.kind}>
            <div class="body">
              <p class="text" title={u.text}>
                {u.text}
              </p>
            </div>
            <span class="state" title={u.reason}>
              {named('state', u.state)}
              {u.reason && <span class="reason"> · {named('reason', u.reason)}</span>}
              {u.by && <span class="by"> · {u.by}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
