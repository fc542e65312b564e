// The buttons that silence the host: for good, for a while, for a sentence. Their keys work everywhere.

import { useEffect } from 'preact/hooks'
import { board, link, setPaused, skipSentence, stop } from '../store'

const pauseOrResume = () => setPaused(!board.value.status?.paused)

/** None of these types a character, so that they are safe while a line is typed. */
const KEYS: Record<string, () => Promise<void>> = {
  Escape: stop,
  F8: pauseOrResume,
  Pause: pauseOrResume,
  F9: skipSentence,
}

export function Transport() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // While a word is being composed (Chinese, Japanese), keys belong to that.
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
      const act = KEYS[event.key]
      if (!act) return
      event.preventDefault()
      if (!event.repeat) void act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const paused = board.value.status?.paused ?? false
  const away = link.value !== 'open'
  return (
    <div class="transport" role="group" aria-label="Silence">
      <button type="button" class="stop" onClick={() => void stop()}>
        STOP <kbd>Esc</kbd>
      </button>
      <button
        type="button"
        class="pause"
        data-paused={paused ? 'yes' : 'no'}
        disabled={away}
        title={paused ? 'Goes on from the word that was cut (F8)' : 'Falls silent until Resume (F8)'}
        onClick={() => void pauseOrResume()}
      >
        <Icon path={paused ? 'M8 5v14l11-7z' : 'M7 5h4v14H7zM14 5h4v14h-4z'} />
        {paused ? 'Resume' : 'Pause'} <kbd>F8</kbd>
      </button>
      <button
        type="button"
        class="skip"
        disabled={away}
        title="Leaves out the rest of this sentence (F9)"
        aria-label="Skip sentence"
        onClick={() => void skipSentence()}
      >
        <Icon path="M5 5v14l9-7zM16 5h3v14h-3z" />
        Skip <kbd>F9</kbd>
      </button>
    </div>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="currentColor">
      <path d={path} />
    </svg>
  )
}
