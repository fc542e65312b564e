// The console as a whole: what stands where, and the keys that work everywhere.

import { useEffect } from 'preact/hooks'
import { board, dismiss, leave, link, linkReason, stop } from '../store'
import { Cameras } from './Cameras'
import { Lineup } from './Lineup'
import { OnAir } from './OnAir'
import { Program } from './Program'
import { SayLine } from './SayLine'
import { Strip } from './Strip'

export function Desk() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // While a word is being composed (Chinese, Japanese), Escape belongs to that.
      if (event.key === 'Escape' && !event.isComposing && !event.repeat) {
        event.preventDefault()
        void stop()
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  return (
    <div class="desk">
      <Head />
      <Notices />
      <main>
        <div class="left">
          <Program />
          <SayLine />
        </div>
        <div class="right">
          <OnAir />
          <Cameras />
          <Lineup />
        </div>
      </main>
      <Strip />
    </div>
  )
}

const LINKS: Record<string, string> = {
  connecting: 'Connecting…',
  open: 'Connected',
  waiting: 'Connection lost, trying again…',
  refused: 'Token refused',
  closed: 'Not connected',
}

function Head() {
  const { status } = board.value
  const onAir = link.value === 'open' && status?.onAir
  const badge = link.value !== 'open' ? 'No contact' : onAir ? 'On air' : 'Off air'
  return (
    <header class="head">
      <h1 class="brand">
        Compere <span>{status?.title}</span>
      </h1>
      <span class="on-air-badge" data-on={onAir ? 'yes' : 'no'}>
        {badge}
      </span>
      <span class="link" role="status" data-link={link.value} title={linkReason.value}>
        {LINKS[link.value]}
      </span>
      <a class="quiet" href="/watch" target="_blank" rel="noopener">
        Watch page
      </a>
      <button type="button" class="quiet" onClick={leave}>
        Sign out
      </button>
    </header>
  )
}

function Notices() {
  return (
    <div class="notices" role="log" aria-label="Notices">
      {board.value.notices.map((notice) => (
        <div key={notice.id} class="notice" data-severity={notice.severity}>
          <p>{notice.message}</p>
          <button type="button" class="quiet" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  )
}
