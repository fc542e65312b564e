// Texts that somebody is typing, by what they are of: they outlive the row that shows them. Pure.

export interface Typed {
  text: string
  /** The caret, or what is selected. */
  from: number
  to: number
  /** Whether keys went there when its row was last taken away. */
  active: boolean
  /** The text that is changed, as it was read. */
  was: string
}

const typed = new Map<string, Typed>()

export const draftOf = (of: string): Typed | undefined => typed.get(of)

/** As it is now. */
export function keepDraft(of: string, now: Typed): void {
  typed.set(of, now)
}

/** Where it is still kept: it was not left. */
export function noteDraft(of: string, now: Partial<Typed>): void {
  const before = typed.get(of)
  if (before) typed.set(of, { ...before, ...now })
}

export function dropDraft(of: string): void {
  typed.delete(of)
}

export function dropDrafts(): void {
  typed.clear()
  forms.clear()
}

/** Whole forms that were closed with something in them that was not sent: it is there again when they are opened. */
const forms = new Map<string, unknown>()

export const formOf = <T>(of: string): T | undefined => forms.get(of) as T | undefined

/** Nothing: it was sent, or thrown away. */
export function keepForm(of: string, now: unknown): void {
  if (now === undefined) forms.delete(of)
  else forms.set(of, now)
}
