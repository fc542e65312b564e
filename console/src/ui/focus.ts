// Where the keyboard's focus goes when what had it is done or gone: not away from somebody who is at work elsewhere, and
// not lost.

import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'

/** Focuses a row, unless the focus is elsewhere by now. */
export function focusRow(row: HTMLElement | null): void {
  const now = document.activeElement
  if (row && (!now || now === document.body || row.contains(now))) row.focus()
}

/** Rows of the section, one of which may have the focus. */
export function rowsBeside(row: HTMLElement): HTMLElement[] {
  return [...(row.closest('section')?.querySelectorAll<HTMLElement>('li[tabindex]') ?? [])]
}

/** When the row goes and has the keyboard's focus, the next one gets it, or else the one before. */
export function useFocusBeside(of: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const row = of.current!
    return () => {
      const now = document.activeElement
      if (now !== row && !(now && row.contains(now) && now.matches('button:focus-visible'))) return
      const rows = rowsBeside(row)
      const at = rows.indexOf(row)
      const next = rows[at + 1] ?? rows[at - 1]
      next?.focus()
    }
  }, [])
}

/** What had the focus when a dialogue opened gets it again when that closes. */
export function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
}
