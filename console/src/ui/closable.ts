// What Escape closes before it stops the host: the newest first. Twice always stops, however much is open.

const open: (() => void)[] = []
/** Two within so many milliseconds are twice. */
const TWICE_MS = 1000
let closedAt = -Infinity

/** Has Escape close something, until what is returned is called. */
export function closable(close: () => void): () => void {
  open.push(close)
  return () => {
    const at = open.lastIndexOf(close)
    if (at >= 0) open.splice(at, 1)
  }
}

/** Something else was done: the next Escape is the first again. */
export function elseDone(): void {
  closedAt = -Infinity
}

/** Escape was taken by what had the focus (a search, a chosen entry, a drag): that was the first. */
export function closedElsewhere(now = performance.now()): void {
  closedAt = now
}

/** Closes the newest; false when nothing was open, or something was closed just before: then it is meant to stop. */
export function closeNewest(now = performance.now()): boolean {
  if (now - closedAt < TWICE_MS) return false
  const close = open.pop()
  if (!close) return false
  closedAt = now
  close()
  return true
}
