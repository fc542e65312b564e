// What comes next, and what was said.

import type { Utterance } from '../protocol'
import { board } from '../store'

const WORDS: Record<Utterance['state'], string> = {
  queued: 'waiting',
  held: 'held',
  approved: 'waiting',
  synthesizing: 'making the voice',
  speaking: 'on air',
  done: 'said',
  cancelled: 'stopped',
}

export function Lineup() {
  const { queue, recent } = board.value
  return (
    <section class="panel lineup" aria-label="Line-up">
      <h2>Next {queue.length > 0 && <span class="count">{queue.length}</span>}</h2>
      {queue.length === 0 ? <p class="idle">Nothing waits.</p> : <List of={queue} label="Next" />}
      {recent.length > 0 && (
        <>
          <h2>Said</h2>
          <List of={recent} label="Said" />
        </>
      )}
    </section>
  )
}

function List({ of, label }: { of: Utterance[]; label: string }) {
  return (
    <ol aria-label={label}>
      {of.map((u) => (
        <li key={u.utteranceId} data-utterance={u.utteranceId} data-state={u.state}>
          <span class="text" title={u.text}>
            {u.text}
          </span>
          <span class="state" title={u.reason}>
            {WORDS[u.state] ?? u.state}
          </span>
          {u.reason && <span class="reason">{u.reason}</span>}
        </li>
      ))}
    </ol>
  )
}
