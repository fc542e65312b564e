// What Escape closes before it stops the host: the newest first.

const open: (() => void)[] = []

/** Has Escape close something, until what is returned is called. */
export function closable(close: () => void): () => void {
  open.push(close)
  return () => {
    const at = open.lastIndexOf(close)
    if (at >= 0) open.splice(at, 1)
  }
}

/** Closes the newest; tells whether anything was open. */
export function closeNewest(): boolean {
  const close = open.pop()
  close?.()
  return close !== undefined
}
