// Draws a component again and again, for what changes without a message: levels, progress, delays.

import { useEffect, useState } from 'preact/hooks'

export function useTick(millis: number): void {
  const [, draw] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => draw((n) => n + 1), millis)
    return () => clearInterval(timer)
  }, [millis])
}
