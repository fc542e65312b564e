// Where the programme goes: each output with its health, started and stopped. A target may hold a stream key: it is typed
// into a field that hides it, and is never shown again.

import { useSignal } from '@preact/signals'
import { startOutput, stopOutput } from '../acts'
import { byteCount } from '../board'
import { named, t } from '../i18n'
import type { OutputInfo } from '../protocol'
import { bitrate } from '../rates'
import { away, may, rates, status } from '../store'

export function Outputs() {
  const target = useSignal('')
  const why = useSignal('')
  const busy = useSignal(false)
  const outputs = status.value?.outputs ?? []
  const start = async () => {
    busy.value = true
    why.value = (await startOutput(target.value.trim())) ?? ''
    busy.value = false
    // Kept only where it may be mended.
    if (!why.value) target.value = ''
  }
  return (
    <div class="outputs-room">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('outputs.name')}</th>
            <th scope="col">{t('outputs.state')}</th>
            <th scope="col">{t('outputs.bitrate')}</th>
            <th scope="col">{t('outputs.sent')}</th>
            <th scope="col">{t('outputs.dropped')}</th>
            <th scope="col">{t('outputs.reconnects')}</th>
            <th scope="col">
              <span class="unseen">{t('outputs.stop')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {outputs.map((output) => (
            <Output key={output.name} output={output} />
          ))}
        </tbody>
      </table>
      {outputs.length === 0 && <p class="idle">{t('outputs.none')}</p>}
      {may('StartOutput') && (
        <form
          class="row"
          autocomplete="off"
          onSubmit={(e) => {
            e.preventDefault()
            void start()
          }}
        >
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            aria-label={t('outputs.target')}
            placeholder={t('outputs.targetHint')}
            value={target.value}
            onInput={(e) => (target.value = e.currentTarget.value)}
            aria-invalid={why.value !== ''}
            aria-describedby="output-error"
          />
          <button type="submit" disabled={away.value || busy.value || !target.value.trim()}>
            {t('outputs.start')}
          </button>
        </form>
      )}
      <p id="output-error" class="error" role="alert">
        {why.value}
      </p>
    </div>
  )
}

function Output({ output }: { output: OutputInfo }) {
  const sure = useSignal(false)
  const kbps = output.bitrateKbps ?? rates.kbps(output.name)
  const stop = () => {
    if (!sure.value) return (sure.value = true)
    sure.value = false
    return void stopOutput(output.name)
  }
  return (
    <tr data-state={output.state}>
      <th scope="row" title={output.name}>
        {output.name}
      </th>
      <td class="state">
        <i class="dot" aria-hidden="true" />
        {named('output', output.state)}
        {output.error && <span class="reason"> {output.error}</span>}
      </td>
      <td>{kbps === undefined || output.state !== 'live' ? '–' : bitrate(kbps)}</td>
      <td>{byteCount(output.bytesSent)}</td>
      <td>{output.droppedFrames ?? '–'}</td>
      <td>{output.reconnects ?? '–'}</td>
      <td>
        {may('StopOutput') && output.state !== 'ended' && (
          <button
            type="button"
            class="small"
            data-sure={sure.value ? 'yes' : 'no'}
            disabled={away.value}
            onClick={stop}
            onBlur={() => (sure.value = false)}
          >
            {t(sure.value ? 'outputs.sure' : 'outputs.stop')}
          </button>
        )}
      </td>
    </tr>
  )
}
