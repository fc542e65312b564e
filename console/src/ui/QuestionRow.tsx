// A question of a viewer: what becomes of it, by whom, and what may be done with it by buttons and keys.

import { signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
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
import { deed, doneTo } from '../deeds'
import { named, t } from '../i18n'
import { locale } from '../prefs'
import type { Question } from '../protocol'
import { questions, whenLeft } from '../store'
import { Acts, allowed, onRowKey, shortcuts } from './Acts'
import type { Act } from './Acts'
import { Editing } from './Editing'
import { focusRow, useFocusBeside } from './focus'

type Doing = 'edit' | 'answer'
/** About which somebody writes here, and what; they stay in sight until that is left. */
export const writing = signal<ReadonlyMap<string, { q: Question; what: Doing }>>(new Map())
/** Lets the list go on once nobody writes. */
let goOn = () => {}

function write(q: Question, what: Doing | undefined): void {
  const now = new Map(writing.value)
  if (what) now.set(q.questionId, { q, what })
  else now.delete(q.questionId)
  writing.value = now
  if (now.size === 0) goOn()
}
whenLeft(() => {
  writing.value = new Map()
  goOn()
})

export function QuestionRow({ q, onWrite }: { q: Question; onWrite: () => () => void }) {
  const row = useRef<HTMLLIElement>(null)
  useFocusBeside(row)
  const id = q.questionId
  const doing = writing.value.get(id)?.what
  const begin = (what: Doing) => {
    if (writing.value.size === 0) goOn = onWrite()
    write(q, what)
  }
  const leave = () => {
    write(q, undefined)
    focusRow(row.current)
  }
  const known = !doing || questions.value.some(({ questionId }) => questionId === id)
  const gone =
    doing && (isOver(q) || !known)
      ? t('chat.gone', { standing: named('standing', isOver(q) ? q.standing : 'closed') })
      : undefined
  const acts = isOver(q) || gone ? [] : allowed(actsOn(q, begin))
  return (
    <li
      ref={row}
      data-question={id}
      data-standing={q.standing}
      tabIndex={0}
      aria-keyshortcuts={shortcuts(acts)}
      onKeyDown={(e) => onRowKey(e, acts)}
    >
      <div class="body">
        <Meta q={q} />
        {doing === 'edit' ? (
          <Editing
            of={`edit ${id}`}
            gone={gone}
            text={q.text}
            label={t('chat.editing', { viewer: q.viewer })}
            keep={t('keep')}
            onKeep={(text, was) => editQuestion(id, text, was)}
            onLeave={leave}
          />
        ) : (
          <p class="text">{q.text}</p>
        )}
        {doing === 'answer' && (
          <Editing
            of={`answer ${id}`}
            gone={gone}
            text=""
            label={t('chat.answering', { viewer: q.viewer })}
            keep={t('chat.answer')}
            onKeep={(text) => answerQuestion(id, text)}
            onLeave={leave}
          />
        )}
      </div>
      {doing === undefined && <Acts of={acts} label={t('chat.acts', { viewer: q.viewer })} />}
    </li>
  )
}

function Meta({ q }: { q: Question }) {
  const last = doneTo.value.get(q.questionId)
  return (
    <p class="meta">
      <b class="viewer">{q.viewer}</b>
      <time>{dayTime(q.askedMs, locale())}</time>
      {q.standing !== 'open' && <span class="standing">{named('standing', q.standing)}</span>}
      {q.reason && <span class="reason">{named('reason', q.reason)}</span>}
      {last && (
        <span class="by" title={deed(last)}>
          {last.name}
        </span>
      )}
    </p>
  )
}

function actsOn(q: Question, begin: (what: Doing) => void): Act[] {
  const { questionId: id, viewer, standing } = q
  const approve: Act = {
    sign: 'check',
    name: t('approve'),
    keys: ['A'],
    needs: 'ApproveQuestion',
    tone: 'good',
    does: () => approveQuestion(id),
  }
  const hold: Act = {
    sign: 'hold',
    name: t('hold'),
    keys: ['H'],
    needs: 'HoldQuestion',
    does: () => holdQuestion(id),
  }
  return [
    ...(standing === 'held' ? [approve] : []),
    {
      sign: 'reply',
      name: t('chat.answer'),
      keys: ['R', 'Enter'],
      needs: 'AnswerQuestion',
      does: () => begin('answer'),
    },
    { sign: 'edit', name: t('edit'), keys: ['E'], needs: 'EditQuestion', does: () => begin('edit') },
    ...(standing === 'open' ? [hold] : []),
    {
      sign: 'done',
      name: t('chat.mark'),
      keys: ['D'],
      needs: 'MarkAnswered',
      does: () => markAnswered(id),
    },
    {
      sign: 'mute',
      name: t('chat.mute', { viewer }),
      keys: ['M'],
      needs: 'MuteViewer',
      does: () => mute(viewer, true),
    },
    {
      sign: 'remove',
      name: t('reject'),
      keys: ['X', 'Delete'],
      needs: 'RejectQuestion',
      tone: 'bad',
      does: () => rejectQuestion(id),
    },
  ]
}
