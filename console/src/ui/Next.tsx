// Preview: what goes on air next, how and where, with its sound; and what lets it go on air.

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { go, preview, setAuto } from '../acts'
import { airNow, span } from '../airtime'
import { named, t } from '../i18n'
import { listen, listening, silence } from '../listen'
import type { Preview } from '../protocol'
import { away, link, may, notice, progress, queue, show, speaking } from '../store'
import { Icon } from './Icon'
import { useTick } from './useTick'

/** After the last change: several come together. */
const SETTLE_MS = 150

export function Next() {
  const next = useSignal<Preview | undefined>(undefined)
  const making = useSignal(false)
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
  ].join(' ')
  useEffect(() => {
    if (link.value !== 'open' || !may('GetPreview') || !show.value) return
    const timer = setTimeout(() => {
      preview({}).then(
        (told) => (next.value = told),
        // What was told before stays; the next change asks again.
        () => {},
      )
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [of])
  useEffect(() => silence, [])
  if (!may('GetPreview')) return null

  const hear = async () => {
    if (listening.value) return silence()
    making.value = true
    try {
      const id = next.value?.utteranceId
      const { sound } = await preview({ sound: true, ...(id && { utteranceId: id }) })
      if (sound) await listen(sound)
      else notice('info', t('next.noSound'))
    } catch (error) {
      notice(
        'warning',
        t('failed', { what: t('next.listen'), why: error instanceof Error ? error.message : '' }),
      )
    }
    making.value = false
  }
  const told = next.value
  const auto = progress.value?.auto ?? true
  const something = told !== undefined && told.sentences.length > 0
  return (
    <section class="panel next-up" data-tab="air" aria-label={t('next.title')}>
      <div class="panel-head">
        <h2>{t('next.title')}</h2>
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
      </div>
      <div class="what" tabIndex={0}>
        {!told || told.what === 'nothing' ? (
          <p class="idle">{t('next.nothing')}</p>
        ) : told.what === 'rest' ? (
          <Rest untilMs={told.restsUntilMs} />
        ) : (
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
        )}
      </div>
      <div class="row take">
        {may('SetAuto') && (
          <div class="segmented" role="group" aria-label={t('next.mode')}>
            <button
              type="button"
              aria-pressed={auto}
              disabled={away.value}
              onClick={() => void setAuto(true)}
              title="Shift+F4"
            >
              {t('next.auto')}
            </button>
            <button
              type="button"
              aria-pressed={!auto}
              disabled={away.value}
              onClick={() => void setAuto(false)}
              title="Shift+F4"
            >
              {t('next.manual')}
            </button>
          </div>
        )}
        {may('Go') && (
          <button
            type="button"
            class="primary go"
            disabled={away.value || auto}
            onClick={() => void go()}
            title={t('next.goHint')}
          >
            <Icon sign="take" /> {t('next.go')} <kbd>F4</kbd>
          </button>
        )}
      </div>
    </section>
  )
}

function Rest({ untilMs }: { untilMs: number | undefined }) {
  useTick(500)
  const left = untilMs === undefined ? 0 : Math.max(0, (untilMs - airNow()) / 1000)
  return <p class="idle">{t('next.rest', { time: span(left) })}</p>
}
