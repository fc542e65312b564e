// The live picture, with sound when it is asked for.

import { useEffect, useRef } from 'preact/hooks'
import { meterPart } from '../mse/meter'
import { t } from '../i18n'
import {
  away,
  link,
  peakDbfs,
  picture,
  pictureReason,
  secondsBehind,
  setSound,
  showPicture,
  sound,
  status,
} from '../store'
import { useTick } from './useTick'

export function Program() {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => (video.current ? showPicture(video.current) : undefined), [])
  const toggle = () => video.current && setSound(video.current, !sound.value)
  const onAir = !away.value && (status.value?.onAir ?? false)
  return (
    <section
      class="program"
      data-tab="air"
      aria-label={t('program.title')}
      data-on-air={onAir ? 'yes' : 'no'}
    >
      <div class="room">
        <div class="screen">
          <video
            ref={video}
            muted
            playsInline
            autoplay
            aria-label={t('program.picture')}
            onResize={(e) => {
              const { videoWidth, videoHeight } = e.currentTarget
              if (videoHeight > 0) setAspect(videoWidth / videoHeight)
            }}
            data-picture={picture.value}
          />
          <p class="tally-light" aria-hidden="true">
            {t(onAir ? 'head.onAir' : 'head.offAir')}
          </p>
          {status.value?.paused && (
            <p class="tally" aria-hidden="true">
              {t('program.paused')}
            </p>
          )}
          {picture.value !== 'playing' && <p class="veil">{veil()}</p>}
          {picture.value === 'playing' && !sound.value && (
            <button type="button" class="sound-on" onClick={toggle}>
              <Speaker on={false} /> {t('program.soundOn')}
            </button>
          )}
        </div>
      </div>
      <div class="under">
        <button type="button" class="quiet" aria-pressed={sound.value} onClick={toggle}>
          <Speaker on={sound.value} /> {t(sound.value ? 'program.soundIsOn' : 'program.soundIsOff')}
        </button>
        <Level />
        <Delay />
      </div>
    </section>
  )
}

/** The whole desk makes room for it: 16:9, 9:16 or 1:1. */
function setAspect(aspect: number): void {
  document.documentElement.style.setProperty('--aspect', String(aspect))
}

function veil(): string {
  if (picture.value === 'unsupported') return pictureReason.value
  if (link.value !== 'open') return t('program.waitingProgram')
  return picture.value === 'waiting'
    ? t('program.waiting')
    : t('program.connecting', { why: pictureReason.value })
}

function Level() {
  useTick(50)
  const dbfs = peakDbfs()
  const part = meterPart(dbfs)
  return (
    <div
      class="level"
      role="meter"
      aria-label={t(sound.value ? 'program.levelHere' : 'program.level')}
      aria-valuemin={-60}
      aria-valuemax={0}
      aria-valuenow={Math.round(Math.max(-60, dbfs ?? -60))}
      data-heard={sound.value ? 'yes' : 'no'}
    >
      <i style={{ clipPath: `inset(0 ${(1 - part) * 100}% 0 0)` }} />
    </div>
  )
}

function Delay() {
  useTick(500)
  const behind = secondsBehind()
  return (
    <span class="delay" title={t('program.behindHint')}>
      {picture.value === 'playing' ? t('program.behind', { seconds: behind.toFixed(1) }) : ''}
    </span>
  )
}

function Speaker({ on }: { on: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="18"
      height="18"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
    >
      <path d="M4 9v6h4l5 4V5L8 9z" fill="currentColor" stroke-linejoin="round" />
      {on ? (
        <path d="M16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12" stroke-linecap="round" />
      ) : (
        <path d="m17 9 5 6m0-6-5 6" stroke-linecap="round" />
      )}
    </svg>
  )
}
