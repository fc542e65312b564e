// A question of a viewer: what becomes of it, by whom, and what may be done with it by buttons and keys.

import { useSignal } from '@preact/signals'
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
import { Acts, allowed, onRowKey, shortcuts } from './Acts'
import type { Act } from './Acts'
import { Editing } from './Editing'

export function QuestionRow({ q, onWrite }: { q: Question; onWrite: () => () => void }) {
  const doing = useSignal<'edit' | 'answer' | undefined>(undefined)
  const row = useRef<HTMLLIElement>(null)
  const goOn = useRef(() => {})
  const id = q.questionId
  const begin = (what: 'edit' | 'answer') => {
    goOn.current = onWrite()
    doing.value = what
  }
  const leave = () => {
    doing.value = undefined
    row.current?.focus()
    goOn.current()
  }
  const acts = isOver(q) ? [] : allowed(actsOn(q, begin))
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
      {doing.value === undefined && <Acts of={acts} label={t('chat.acts', { viewer: q.viewer })} />}
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

function actsOn(q: Question, begin: (what: 'edit' | 'answer') => void): Act[] {
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
