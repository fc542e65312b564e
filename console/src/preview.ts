// What a person looks at before it goes on air: what is next by itself, or a line that was chosen, held or waiting.

import { computed, signal } from '@preact/signals'
import { take } from './acts'
import { held, queue } from './store'

const chosen = signal<string | undefined>(undefined)

/** The line that was chosen, as long as it waits; none: what goes on air next. */
export const previewed = computed(() =>
  [...held.value, ...queue.value].find((u) => u.utteranceId === chosen.value),
)

/** Puts a line that waits into the preview; none: what goes on air next again. */
export function lookAt(utteranceId: string | undefined): void {
  chosen.value = utteranceId
}

/** Has the line in the preview be the next to go on air. */
export async function takePreviewed(): Promise<void> {
  const id = previewed.value?.utteranceId
  if (!id) return
  const why = await take(id)
  if (!why && chosen.value === id) chosen.value = undefined
}
