// Pads for what the host and the stage do: scene, camera, emotion, gesture, where to look. A pad fires at once; the
// same things can stand in a text as cues.

import { signal } from '@preact/signals'
import { fireCue, setCamera, setScene } from '../acts'
import { named, t } from '../i18n'
import type { Key } from '../i18n'
import { away, cameras, may, scenes, status } from '../store'

/** As `EMOTIONS`, `GESTURES` and `LOOKS` in plugins/protocol/src/cue.rs. */
const EMOTIONS = ['neutral', 'smile', 'warm', 'excited', 'surprised', 'serious', 'sad']
const GESTURES = [
  'wave',
  'open-hands',
  'present-left',
  'present-right',
  'point-left',
  'point-right',
  'point-up',
  'thumbs-up',
  'nod',
  'shake',
  'think',
  'shrug',
  'bow',
  'hand-on-heart',
  'count-1',
  'count-2',
  'count-3',
  'beat',
  'rest',
]
const LOOKS = ['lens', 'chat', 'product', 'left', 'right', 'up', 'down']
const MOVES = [0, 0.8, 1.5, 3]

/** Seconds that a change of camera takes; 0 cuts. */
export const moveSeconds = signal(0)
const strength = signal(0.8)
/** To whom cues go; without a name, to the first on stage. */
const person = signal<string | undefined>(undefined)

export function Pads() {
  if (!may('FireCue')) return null
  const people = status.value?.people ?? []
  const whom = people.some((p) => p.name === person.value) ? person.value : undefined
  const camera = status.value?.camera
  return (
    <div class="pads-room">
      <Group title="pads.camera" label="Cameras">
        <div class="pads cameras">
          {cameras.value.map((name, i) => (
            <Pad
              key={name}
              name={named('camera', name)}
              keys={i < 9 ? `Alt+${i + 1}` : undefined}
              index={i < 9 ? i + 1 : undefined}
              pressed={camera === name}
              does={() => setCamera(name, moveSeconds.value)}
            />
          ))}
          <Pad name={t('camera.auto')} pressed={camera === 'auto'} does={() => setCamera('auto', 0)} />
        </div>
        <div class="segmented" role="group" aria-label={t('pads.move')}>
          {MOVES.map((seconds) => (
            <button
              type="button"
              key={seconds}
              aria-pressed={moveSeconds.value === seconds}
              onClick={() => (moveSeconds.value = seconds)}
            >
              {seconds === 0 ? t('pads.cut') : `${seconds} s`}
            </button>
          ))}
        </div>
      </Group>
      <Group title="pads.scene">
        <div class="pads">
          {scenes.value.map(({ name, title }) => (
            <Pad
              key={name}
              name={named('scene', name) === name ? title || name : named('scene', name)}
              pressed={status.value?.scene === name}
              does={() => setScene(name, moveSeconds.value)}
            />
          ))}
        </div>
      </Group>
      {people.length > 1 && (
        <Group title="pads.person">
          <div class="segmented" role="group" aria-label={t('pads.person')}>
            {people.map(({ name }, i) => (
              <button
                type="button"
                key={name}
                aria-pressed={whom === name || (!whom && i === 0)}
                onClick={() => (person.value = name)}
              >
                {name}
              </button>
            ))}
          </div>
        </Group>
      )}
      <Group title="pads.emotion">
        <div class="pads">
          {EMOTIONS.map((emotion) => (
            <Pad
              key={emotion}
              name={named('emotion', emotion)}
              does={() =>
                fireCue(
                  emotion === 'neutral' ? 'emotion neutral' : `emotion ${emotion} ${strength.value}`,
                  whom,
                )
              }
            />
          ))}
        </div>
        <label class="strength">
          {t('pads.strength')}
          <input
            type="range"
            min={0.1}
            max={1}
            step={0.1}
            value={strength.value}
            aria-valuetext={`${Math.round(strength.value * 100)} %`}
            style={{ '--part': (strength.value - 0.1) / 0.9 }}
            onInput={(e) => (strength.value = e.currentTarget.valueAsNumber)}
          />
          <output>{Math.round(strength.value * 100)} %</output>
        </label>
      </Group>
      <Group title="pads.gesture">
        <div class="pads">
          {GESTURES.map((gesture) => (
            <Pad
              key={gesture}
              name={named('gesture', gesture)}
              does={() => fireCue(`gesture ${gesture}`, whom)}
            />
          ))}
        </div>
      </Group>
      <Group title="pads.look">
        <div class="pads">
          {LOOKS.map((look) => (
            <Pad key={look} name={named('look', look)} does={() => fireCue(`look ${look}`, whom)} />
          ))}
        </div>
      </Group>
    </div>
  )
}

function Group({ title, children }: { title: Key; label?: string; children: preact.ComponentChildren }) {
  return (
    <section class="pad-group" aria-label={t(title)}>
      <h3>{t(title)}</h3>
      <div class="of">{children}</div>
    </section>
  )
}

function Pad(props: {
  name: string
  keys?: string | undefined
  index?: number | undefined
  pressed?: boolean
  does: () => unknown
}) {
  const { name, keys, index, pressed, does } = props
  return (
    <button
      type="button"
      class="pad"
      aria-pressed={pressed}
      disabled={away.value}
      title={keys}
      onClick={() => void does()}
    >
      {index !== undefined && (
        <kbd aria-hidden="true" class="index">
          {index}
        </kbd>
      )}
      {name}
    </button>
  )
}
