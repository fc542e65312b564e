// The live picture, with sound when it is asked for.

import { useEffect, useRef } from 'preact/hooks'
import { meterPart } from '../mse/meter'
import {
  board,
  link,
  peakDbfs,
  picture,
  pictureReason,
  secondsBehind,
  setSound,
  showPicture,
  sound,
} from '../store'
import { useTick } from './useTick'

export function Program() {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => (video.current ? showPicture(video.current) : undefined), [])
  const toggle = () => video.current && setSound(video.current, !sound.value)
  return (
    <section class="program" aria-label="Program">
      <div class="room">
        <div class="screen">
          <video
            ref={video}
            muted
            playsInline
            autoplay
            aria-label="Live picture"
            data-picture={picture.value}
          />
          {board.value.status?.paused && (
            <p class="tally" aria-hidden="true">
              Paused
            </p>
          )}
          {picture.value !== 'playing' && <p class="veil">{veil()}</p>}
          {picture.value === 'playing' && !sound.value && (
            <button type="button" class="sound-on" onClick={toggle}>
              <Speaker on={false} /> Sound on
            </button>
          )}
        </div>
      </div>
      <div class="under">
        <button type="button" class="quiet" aria-pressed={sound.value} onClick={toggle}>
          <Speaker on={sound.value} /> {sound.value ? 'Sound is on' : 'Sound is off'}
        </button>
        <Level />
        <Delay />
      </div>
    </section>
  )
}

function veil(): string {
  if (picture.value === 'unsupported') return pictureReason.value
  if (link.value !== 'open') return 'Waiting for Compere…'
  return picture.value === 'waiting'
    ? 'Waiting for the picture…'
    : `Connecting the picture… ${pictureReason.value}`
}

function Level() {
  useTick(50)
  const dbfs = peakDbfs()
  const part = meterPart(dbfs)
  return (
    <div
      class="level"
      role="meter"
      aria-label={sound.value ? 'Sound level' : 'Sound level of the program'}
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
    <span class="delay" title="How far this picture is behind the newest that has arrived">
      {picture.value === 'playing' ? `${behind.toFixed(1)} s behind` : ''}
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
