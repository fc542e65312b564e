// Preview: what goes on air next, or a line that was chosen and is held; how and where, with its sound; and what lets it
// go on air.

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { go, preview, setAuto } from '../acts'
import { airNow, span } from '../airtime'
import { named, t } from '../i18n'
import { listen, listening, silence } from '../listen'
import { lookAt, previewed, takePreviewed } from '../preview'
import type { Preview, Utterance } from '../protocol'
import { away, link, may, notice, progress, queue, show, speaking } from '../store'
import { Icon, IconButton } from './Icon'
import { useTick } from './useTick'

/** After the last change: several come together. */
const SETTLE_MS = 150

export function Next() {
  const chosen = previewed.value
  const told = useTold(chosen)
  useEffect(() => silence, [])
  if (!may('GetPreview')) return null
  return (
    <section
      class="panel next-up"
      data-tab="air"
      data-chosen={chosen ? 'yes' : 'no'}
      aria-label={t('next.title')}
    >
      <div class="panel-head">
        <h2>{t(chosen ? 'next.chosen' : 'next.title')}</h2>
        {chosen && (
          <span class="tag" data-state={chosen.state}>
            {named('state', chosen.state)}
          </span>
        )}
        <Listen told={told} />
        {chosen && <IconButton sign="remove" name={t('next.back')} onClick={() => lookAt(undefined)} />}
      </div>
      <div class="what" tabIndex={0}>
        <What told={told} />
      </div>
      <div class="row take">
        <Mode />
        {chosen ? <Take /> : <Go />}
      </div>
    </section>
  )
}

/** What the program tells of the chosen line, else of what is next; asked for again whenever that may be another. */
function useTold(chosen: Utterance | undefined): Preview | undefined {
  const told = useSignal<Preview | undefined>(undefined)
  const id = chosen?.utteranceId
  const place = progress.value?.place
  const of = [
    link.value,
    show.value?.version,
    speaking.value?.utteranceId,
    queue.value.map((u) => `${u.utteranceId}${u.state}${u.text}`).join(),
    place?.segment,
    place?.paragraph,
    progress.value?.over,
    progress.value?.restsUntilMs,
    id,
    chosen?.text,
  ].join(' ')
  useEffect(() => {
    if (link.value !== 'open' || !may('GetPreview') || !show.value) return
    let over = false
    const timer = setTimeout(() => {
      preview(id ? { utteranceId: id } : {}).then(
        (now) => {
          if (!over) told.value = now
        },
        // What was told before stays; the next change asks again.
        () => {},
      )
    }, SETTLE_MS)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [of])
  // Never the words of another line under this one's head.
  return id && told.value?.utteranceId !== id ? undefined : told.value
}

function Listen({ told }: { told: Preview | undefined }) {
  const making = useSignal(false)
  const something = told !== undefined && told.sentences.length > 0
  const hear = async () => {
    if (listening.value) return silence()
    making.value = true
    try {
      const id = told?.utteranceId
      const { sound } = await preview({ sound: true, ...(id && { utteranceId: id }) })
      if (sound) await listen(sound)
      else notice('info', t('next.noSound'))
    } catch (error) {
      const why = error instanceof Error ? error.message : ''
      notice('warning', t('failed', { what: t('next.listen'), why }))
    }
    making.value = false
  }
  return (
    <button
      type="button"
      class="small"
      disabled={away.value || making.value || !something}
      aria-pressed={listening.value}
      onClick={() => void hear()}
    >
      <Icon sign={listening.value ? 'stop' : 'sound'} />
      {making.value ? t('next.making') : t(listening.value ? 'next.silence' : 'next.listen')}
    </button>
  )
}

function What({ told }: { told: Preview | undefined }) {
  if (!told || told.what === 'nothing') return <p class="idle">{t('next.nothing')}</p>
  if (told.what === 'rest') return <Rest untilMs={told.restsUntilMs} />
  return (
    <>
      <p class="where">
        <span>{named('scene', told.scene)}</span>
        <span>{named('camera', told.camera)}</span>
        {told.sentences[0]?.voice && <span>{told.sentences[0].voice}</span>}
      </p>
      <ul>
        {told.sentences.map((sentence, i) => (
          <li key={i}>
            {sentence.speaker && sentence.speaker !== told.sentences[i - 1]?.speaker && (
              <b class="speaker">{sentence.speaker} </b>
            )}
            {sentence.text}
            {sentence.cues.length > 0 && <span class="cues-of"> {sentence.cues.join(' · ')}</span>}
          </li>
        ))}
        {told.sentences.length === 0 && <li class="idle">{t('rundown.cuesOnly')}</li>}
      </ul>
    </>
  )
}

function Mode() {
  const auto = progress.value?.auto ?? true
  if (!may('SetAuto')) return null
  return (
    <div class="segmented" role="group" aria-label={t('next.mode')}>
      {([true, false] as const).map((by) => (
        <button
          type="button"
          key={String(by)}
          aria-pressed={auto === by}
          disabled={away.value}
          onClick={() => void setAuto(by)}
          title="Shift+F4"
        >
          {t(by ? 'next.auto' : 'next.manual')}
        </button>
      ))}
    </div>
  )
}

function Go() {
  if (!may('Go')) return null
  return (
    <button
      type="button"
      class="primary go"
      disabled={away.value || (progress.value?.auto ?? true)}
      onClick={() => void go()}
      title={t('next.goHint')}
    >
      <Icon sign="take" /> {t('next.go')} <kbd>F4</kbd>
    </button>
  )
}

function Take() {
  if (!may('TakeUtterance')) return null
  return (
    <button
      type="button"
      class="primary go"
      disabled={away.value}
      onClick={() => void takePreviewed()}
      title={t('next.takeHint')}
    >
      <Icon sign="take" /> {t('next.take')} <kbd>Alt T</kbd>
    </button>
  )
}

function Rest({ untilMs }: { untilMs: number | undefined }) {
  useTick(500)
  const left = untilMs === undefined ? 0 : Math.max(0, (untilMs - airNow()) / 1000)
  return <p class="idle">{t('next.rest', { time: span(left) })}</p>
}
