// The faders: what the hand does is shown at once, and sent slowly. The program's word is the last.

import { computed, signal } from '@preact/signals'
import { BUSES, asLevel, faderOf } from './levels'
import type { Bus } from './protocol'
import { levels, sendLevel } from './store'
import { Trickle } from './trickle'

/** Not more than about eight a second for each fader. */
const SEND_MS = 120

/** What was set here and is not answered yet. */
const set = signal<Partial<Record<Bus, number>>>({})

const trickles = Object.fromEntries(
  BUSES.map((bus) => [
    bus,
    new Trickle<number>(
      SEND_MS,
      (levelDb) => sendLevel({ bus, levelDb }),
      () => letGo(bus),
    ),
  ]),
) as Record<Bus, Trickle<number>>

/** Where the faders stand, in dB; nothing before the program has told. */
export const faders = computed(() => {
  const told = levels.value
  if (!told) return undefined
  return Object.fromEntries(BUSES.map((bus) => [bus, set.value[bus] ?? faderOf(told, bus)])) as Record<
    Bus,
    number
  >
})

export function setLevel(bus: Bus, levelDb: number): void {
  const level = asLevel(levelDb)
  set.value = { ...set.value, [bus]: level }
  trickles[bus].push(level)
}

function letGo(bus: Bus): void {
  const { [bus]: _, ...others } = set.value
  set.value = others
}
