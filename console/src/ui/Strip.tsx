// How picture, sound and outputs are, in one line, by the names that operators know. What the program does not tell is
// not shown.

import { byteCount, timeCode } from '../board'
import { named, t } from '../i18n'
import type { OutputInfo } from '../protocol'
import { bitrate } from '../rates'
import { away, may, rates, status } from '../store'

/** From which share of repeated pictures on an operator should look. */
const WORRY_SKIPPED = 0.01

export function Strip() {
  const now = status.value
  if (!now) return <footer class="strip" />
  const { health, outputs } = now
  const skipped = health.frames > 0 ? health.skipped / (health.frames + health.skipped) : 0
  return (
    <footer class="strip" aria-label={t('health.title')} data-fresh={away.value ? 'no' : 'yes'}>
      <ul class="outputs" aria-label={t('outputs.title')}>
        {outputs.map((output) => (
          <Output key={output.name} output={output} />
        ))}
      </ul>
      <dl>
        <Figure name={t('health.timeCode')} value={timeCode(health.mediaSeconds)} />
        <Figure name={t('health.fps')} value={health.fps.toFixed(1)} />
        {health.renderMs !== undefined && (
          <Figure name={t('health.render')} value={`${health.renderMs.toFixed(1)} ms`} />
        )}
        <Figure
          name={t('health.skipped')}
          value={`${health.skipped} (${(skipped * 100).toFixed(1)} %)`}
          worry={skipped > WORRY_SKIPPED}
        />
        <Figure
          name={t('health.host')}
          elsewhere
          value={now.people?.map((p) => p.name).join(', ') || now.character}
        />
        {may('SetVoice') && <Figure name={t('health.voice')} elsewhere value={now.voice} />}
      </dl>
    </footer>
  )
}

function Output({ output }: { output: OutputInfo }) {
  const live = output.state === 'live'
  const kbps = output.bitrateKbps ?? rates.kbps(output.name)
  return (
    <li data-state={output.state} title={`${output.name}: ${output.error ?? named('output', output.state)}`}>
      <span class="name">{output.name}</span>
      <span class="state">
        {live && kbps !== undefined ? bitrate(kbps) : named('output', output.state)}
        {!live && output.bytesSent > 0 && ` · ${byteCount(output.bytesSent)}`}
        {(output.droppedFrames ?? 0) > 0 && ` · ${t('health.dropped', { n: output.droppedFrames! })}`}
        {(output.congestion ?? 0) > 0.01 &&
          ` · ${t('health.congestion', { part: Math.round(output.congestion! * 100) })}`}
      </span>
      {output.error && <span class="reason">{output.error}</span>}
    </li>
  )
}

function Figure(props: {
  name: string
  value: string
  worry?: boolean
  /** The page tells it in another place too: it goes where there is little room. */
  elsewhere?: boolean
}) {
  const { name, value, worry = false, elsewhere = false } = props
  return (
    <div data-worry={worry ? 'yes' : 'no'} data-elsewhere={elsewhere ? 'yes' : 'no'}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
