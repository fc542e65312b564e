// How picture, sound and outputs are, in one line.

import { byteCount, timeCode } from '../board'
import type { OutputInfo } from '../protocol'
import { board, link } from '../store'

export function Strip() {
  const { status } = board.value
  if (!status) return <footer class="strip" />
  const { health, outputs } = status
  const skipped = health.frames > 0 ? health.skipped / (health.frames + health.skipped) : 0
  return (
    <footer class="strip" aria-label="Health" data-fresh={link.value === 'open' ? 'yes' : 'no'}>
      <ul class="outputs" aria-label="Outputs">
        {outputs.map((output) => (
          <Output key={output.name} output={output} />
        ))}
      </ul>
      <dl>
        <Figure name="On air" value={timeCode(health.mediaSeconds)} />
        <Figure name="Frames/s" value={health.fps.toFixed(1)} />
        <Figure
          name="Skipped"
          value={`${health.skipped} (${(skipped * 100).toFixed(1)} %)`}
          worry={skipped > 0.01}
        />
        <Figure name="Host" value={status.people?.map((p) => p.name).join(', ') || status.character} />
        <Figure name="Voice" value={status.voice} />
      </dl>
    </footer>
  )
}

function Output({ output }: { output: OutputInfo }) {
  return (
    <li data-state={output.state} title={`${output.name}: ${output.error ?? output.state}`}>
      <span class="name">{output.name}</span>
      <span class="state">
        {output.state}
        {output.bytesSent > 0 && ` · ${byteCount(output.bytesSent)}`}
      </span>
      {output.error && <span class="reason">{output.error}</span>}
    </li>
  )
}

function Figure({ name, value, worry = false }: { name: string; value: string; worry?: boolean }) {
  return (
    <div data-worry={worry ? 'yes' : 'no'}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
