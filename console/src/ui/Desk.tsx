// The console as a whole: what stands where.

import { board, dismiss, leave, link, linkReason } from '../store'
import { Cameras } from './Cameras'
import { Lineup } from './Lineup'
import { OnAir } from './OnAir'
import { Program } from './Program'
import { SayLine } from './SayLine'
import { Sound } from './Sound'
import { Strip } from './Strip'
import { Voice } from './Voice'

export function Desk() {
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
          <Voice />
          <Sound />
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
