// Times of a show: how long it is on air, what remains of a segment, whether it is over its time. Pure, but for
// `airNow`, which follows the program's clock between what it tells.

import type { Progress, SegmentInfo } from './protocol'

let ahead = 0

/** The program's clock is so many milliseconds before this machine's. */
export function setAirTime(nowMs: number, here = Date.now()): void {
  ahead = nowMs - here
}

/** Air time, in milliseconds since 1970 began, UTC. */
export function airNow(here = Date.now()): number {
  return here + ahead
}

/** Minutes and seconds, with hours where there are; a sign before what is over. */
export function span(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  const text =
    minutes < 60
      ? `${minutes}:${two(whole % 60)}`
      : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
  return seconds < 0 && whole > 0 ? `−${text}` : text
}

/** Seconds since the show began. */
export function onAirSeconds(progress: Progress, nowMs: number): number | undefined {
  return progress.beganMs === undefined ? undefined : Math.max(0, (nowMs - progress.beganMs) / 1000)
}

export interface SegmentTime {
  /** Seconds that remain of the time it is given; less than 0: over its time. */
  remains: number
  over: boolean
}

/** Of the segment that is on air, where it is given a time; `since` is when it came on air. */
export function segmentTime(
  segment: SegmentInfo | undefined,
  since: number | undefined,
  nowMs: number,
): SegmentTime | undefined {
  if (segment?.seconds === undefined || since === undefined) return undefined
  const remains = segment.seconds - (nowMs - since) / 1000
  return { remains, over: remains < 0 }
}

/** Hours and minutes of the day, here. */
export function dayTime(ms: number, language: string): string {
  return new Date(ms).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false })
}

/** Seconds by which the segment on air began later (more than 0) or earlier than planned; nothing without a plan. */
export function drift(
  segments: SegmentInfo[],
  current: number,
  beganMs: number | undefined,
  sinceMs: number | undefined,
): number | undefined {
  if (beganMs === undefined || sinceMs === undefined) return undefined
  const before = segments.slice(0, current)
  if (current === 0 || before.some((s) => s.seconds === undefined)) return undefined
  const planned = before.reduce((sum, s) => sum + (s.seconds ?? 0) * Math.max(1, s.loops ?? 1), 0)
  return (sinceMs - beganMs) / 1000 - planned
}
