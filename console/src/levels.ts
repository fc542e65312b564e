// What the numbers of the mixer mean: where a level stands on a scale, what was loudest, whether it is as loud as it
// should be. Pure; who shows it is ui/Sound.tsx.

import { LEVEL_DB } from './protocol'
import type { Bus, Levels } from './protocol'

export const BUSES: Bus[] = ['voice', 'music', 'effects']

/** Since the program began, or over the last three seconds. */
export type Span = 'integrated' | 'shortTerm'

/** Marks on the scale of a meter, in dBFS. */
export const MARKS_DBFS = [-60, -40, -20, -10, 0]

/** What the program is to be as loud as (EBU R128 for streams), and how far off it may be, in LUFS and LU. */
export const TARGET_LUFS = -16
const TOLERANCE_LU: Record<Span, number> = { integrated: 1, shortTerm: 4 }
/** Scale of the loudness in LUFS. */
const LOUDNESS = { least: -34, most: -4 }
/** Below this nothing is heard. */
const SILENT_LUFS = -70
/** Below this there is no loudness to judge: three seconds may well pass without speech. */
const UNJUDGED_LUFS: Record<Span, number> = { integrated: SILENT_LUFS, shortTerm: -24 }
const SILENT_DBFS = -100
/** The limiter's ceiling is -1 dBTP; a sample peak above it tells of a fault. */
const CEILING_DBFS = -0.9

const HOLD_MS = 1500
const FALL_DB_PER_S = 20

export function peakOf(levels: Levels, bus: Bus | 'program'): number {
  return levels[`${bus}Dbfs`]
}

export function faderOf(levels: Levels, bus: Bus): number {
  return levels[`${bus}LevelDb`]
}

/** The loudest of late: kept a while, so that it can be read, then falling. */
export interface Held {
  dbfs: number
  at: number
}

export function hold(held: Held | undefined, dbfs: number, now: number): Held {
  if (!held || dbfs >= held.dbfs) return { dbfs, at: now }
  const falling = Math.max(0, now - held.at - HOLD_MS) / 1000
  // What falls keeps its time of birth; what it has fallen below takes its place.
  return held.dbfs - falling * FALL_DB_PER_S > dbfs ? held : { dbfs, at: now }
}

/** Where what is held stands now. */
export function heldDbfs(held: Held, now: number): number {
  return held.dbfs - (Math.max(0, now - held.at - HOLD_MS) / 1000) * FALL_DB_PER_S
}

export function isOver(dbfs: number): boolean {
  return dbfs > CEILING_DBFS
}

export type Verdict = 'none' | 'quiet' | 'right' | 'loud'

export function verdict(lufs: number, over: Span): Verdict {
  if (!(lufs > UNJUDGED_LUFS[over])) return 'none'
  const off = lufs - TARGET_LUFS
  // As the eye reads it: what rounds to the limit is within it.
  const limit = TOLERANCE_LU[over] + 0.05
  return off > limit ? 'loud' : off < -limit ? 'quiet' : 'right'
}

/** Where a loudness stands on its scale, from 0 to 1. */
export function loudnessPart(lufs: number): number {
  return clamp((lufs - LOUDNESS.least) / (LOUDNESS.most - LOUDNESS.least))
}

/** The part of the loudness scale that is in range, from where to where. */
export function rangeParts(over: Span): [number, number] {
  const wide = TOLERANCE_LU[over]
  return [loudnessPart(TARGET_LUFS - wide), loudnessPart(TARGET_LUFS + wide)]
}

/** Where a fader's level stands on its way, from 0 to 1. */
export function faderPart(levelDb: number): number {
  return clamp((levelDb - LEVEL_DB.least) / (LEVEL_DB.most - LEVEL_DB.least))
}

/** A level that the program takes. */
export function asLevel(db: number): number {
  return Number.isFinite(db) ? Math.min(LEVEL_DB.most, Math.max(LEVEL_DB.least, db)) : 0
}

/** With a true minus, and a plus where it is asked for. */
export function decibels(db: number, plus = false): string {
  const rounded = Math.abs(db).toFixed(1)
  if (rounded === '0.0') return rounded
  return `${db < 0 ? '−' : plus ? '+' : ''}${rounded}`
}

export function peakText(dbfs: number): string {
  return dbfs > SILENT_DBFS ? decibels(dbfs) : '−∞'
}

export function faderText(levelDb: number): string {
  return levelDb <= LEVEL_DB.least ? 'off' : decibels(levelDb, true)
}

export function loudnessText(lufs: number): string {
  return lufs > SILENT_LUFS ? decibels(lufs) : '–'
}

function clamp(part: number): number {
  return Number.isNaN(part) ? 0 : Math.min(1, Math.max(0, part))
}
