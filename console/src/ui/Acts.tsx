// What may be done with a row, by buttons and by keys.

import type { Requests } from '../protocol'
import { away, may } from '../store'
import { rowsBeside } from './focus'
import { IconButton } from './Icon'
import type { Sign } from './Icon'

export interface Act {
  sign: Sign
  name: string
  /** The first is shown. */
  keys: [string, ...string[]]
  /** Left out where the caller's role may not ask for it. */
  needs: keyof Requests
  tone?: 'good' | 'bad'
  does: () => unknown
}

export const allowed = (acts: Act[]): Act[] => acts.filter(({ needs }) => may(needs))

export const shortcuts = (acts: Act[]): string | undefined =>
  acts.map(({ keys: [first] }) => first).join(' ') || undefined

export function Acts({ of, label }: { of: Act[]; label: string }) {
  if (of.length === 0) return null
  return (
    <div class="acts" role="group" aria-label={label}>
      {of.map(({ sign, name, keys: [key], tone, does }) => (
        <IconButton
          key={key}
          sign={sign}
          name={name}
          keys={key}
          {...(tone && { tone })}
          disabled={away.value}
          onClick={() => void does()}
        />
      ))}
    </div>
  )
}

/** Up and down go from row to row, also of another list; the key of an act does it, once however long it is held. */
export function onRowKey(event: KeyboardEvent, acts: Act[]): void {
  if (event.target !== event.currentTarget) return
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined
  const pressed = event.key.toLowerCase()
  const act = acts.find(({ keys }) => keys.some((key) => key.toLowerCase() === pressed))
  if (!by && !act) return
  event.preventDefault()
  if (by) focusBeside(event.currentTarget as HTMLElement, by)
  else if (!away.value && !event.repeat) void act?.does()
}

function focusBeside(row: HTMLElement, by: -1 | 1): void {
  const rows = rowsBeside(row)
  rows[rows.indexOf(row) + by]?.focus()
}
