// The mixer: how loud each bus is, how loud the program is against its target, and the faders.

import { useEffect, useRef } from 'preact/hooks'
import {
  BUSES,
  MARKS_DBFS,
  TARGET_LUFS,
  decibels,
  heldDbfs,
  hold,
  isOver,
  loudnessPart,
  loudnessText,
  peakOf,
  peakText,
  rangeParts,
  verdict,
} from '../levels'
import type { Held } from '../levels'
import { named, t } from '../i18n'
import type { Key } from '../i18n'
import { meterPart } from '../mse/meter'
import type { Bus } from '../protocol'
import { levels, link, metersShown } from '../store'
import { Fader } from './Fader'

export function Sound() {
  const panel = useRef<HTMLElement>(null)
  const there = levels.value !== undefined
  useEffect(() => {
    if (!panel.current) return
    const eye = new IntersectionObserver((seen) => (metersShown.value = seen.at(-1)?.isIntersecting ?? false))
    eye.observe(panel.current)
    return () => {
      eye.disconnect()
      metersShown.value = false
    }
  }, [there])
  if (!there) return null
  return (
    <section
      class="panel sound"
      data-tab="controls"
      aria-label={t('sound.title')}
      ref={panel}
      data-fresh={link.value === 'open' ? 'yes' : 'no'}
    >
      <h2>
        {t('sound.title')}{' '}
        <span class="target">{t('sound.target', { lufs: decibels(TARGET_LUFS).replace('.0', '') })}</span>
      </h2>
      <Loudness />
      <div class="buses">
        <Peak bus="program" />
        <p class="scale" aria-hidden="true">
          {MARKS_DBFS.map((mark) => (
            <span key={mark} style={{ left: `${meterPart(mark) * 100}%` }}>
              {Math.abs(mark)}
            </span>
          ))}
        </p>
        <Reductions />
        {BUSES.map((bus) => [<Peak key={bus} bus={bus} />, <Fader key={`${bus} fader`} bus={bus} />])}
      </div>
    </section>
  )
}

function Peak({ bus }: { bus: Bus | 'program' }) {
  const held = useRef<Held>(undefined)
  const dbfs = levels.value ? peakOf(levels.value, bus) : -120
  const now = performance.now()
  held.current = hold(held.current, dbfs, now)
  const kept = heldDbfs(held.current, now)
  const name = named('bus', bus)
  return (
    <>
      <span class="name" data-bus={bus}>
        {name}
      </span>
      <div
        class="peak"
        data-bus={bus}
        role="meter"
        aria-label={t('sound.peak', { bus: name })}
        aria-valuemin={-60}
        aria-valuemax={0}
        aria-valuenow={Math.round(Math.max(-60, Math.min(0, dbfs)))}
        aria-valuetext={`${peakText(dbfs)} dBFS`}
      >
        <i style={{ clipPath: `inset(0 ${(1 - meterPart(dbfs)) * 100}% 0 0)` }} />
        {kept > -60 && <b style={{ left: `${meterPart(kept) * 100}%` }} />}
      </div>
      <span
        class="number"
        data-bus={bus}
        data-worry={isOver(kept) ? 'yes' : 'no'}
        title={t('sound.peakHint')}
      >
        {peakText(kept)}
      </span>
    </>
  )
}

function Loudness() {
  if (!levels.value) return null
  const { shortTermLufs, integratedLufs } = levels.value
  return (
    <dl class="loudness">
      <Lufs name="sound.loudness" over="integrated" lufs={integratedLufs} title="sound.integratedHint" />
      <Lufs name="sound.shortTerm" over="shortTerm" lufs={shortTermLufs} title="sound.shortTermHint" />
    </dl>
  )
}

function Lufs(props: { name: Key; over: 'integrated' | 'shortTerm'; lufs: number; title: Key }) {
  const { name, over, lufs, title } = props
  const is = verdict(lufs, over)
  const [from, to] = rangeParts(over)
  return (
    <div data-verdict={is} title={t(title)}>
      <dt>{t(name)}</dt>
      <dd>
        <strong>{loudnessText(lufs)}</strong>
        <span class="verdict">{verdictText(over, is)}</span>
        <span class="gauge" aria-hidden="true">
          <u style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
          {is !== 'none' && <b style={{ left: `${loudnessPart(lufs) * 100}%` }} />}
        </span>
      </dd>
    </div>
  )
}

function Reductions() {
  if (!levels.value) return null
  const { limiterDb, duckingDb } = levels.value
  return (
    <dl class="reductions">
      <div title={t('sound.limiterHint')}>
        <dt>{t('sound.limiter')}</dt>
        <dd>{decibels(-Math.abs(limiterDb))} dB</dd>
      </div>
      <div title={t('sound.duckingHint')}>
        <dt>{t('sound.ducking')}</dt>
        <dd>{decibels(-Math.abs(duckingDb))} dB</dd>
      </div>
    </dl>
  )
}

function verdictText(over: 'integrated' | 'shortTerm', is: string): string {
  return is === 'none' ? t(`verdict.none.${over}`) : named('verdict', is)
}
