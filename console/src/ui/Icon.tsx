// The signs on buttons. They say nothing to a screen reader: the button's name does.

const PATHS = {
  play: 'M8 5v14l11-7z',
  pause: 'M7 5h4v14H7zM14 5h4v14h-4z',
  skip: 'M5 5v14l9-7zM16 5h3v14h-3z',
  stop: 'M6 6h12v12H6z',
  take: 'M4 5v14l9-7zM13 5v14l9-7z',
  edit: 'M4 20h4L20 8l-4-4L4 16z',
  hold: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v6h-2zm0 8h2v2h-2z',
  remove: 'm6 4.6 6 6 6-6L19.4 6l-6 6 6 6-1.4 1.4-6-6-6 6L4.6 18l6-6-6-6z',
  check: 'm9 16.2-4.2-4.2-1.4 1.4L9 19 21 7l-1.4-1.4z',
  done: 'm1.4 12 5.7 5.7 1.4-1.4L2.8 10.6zm11 4.2L8.2 12l-1.4 1.4 5.7 5.7L24 7.6l-1.4-1.4zM17.3 7.6l-1.4-1.4-6 6 1.4 1.4z',
  reply: 'M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z',
  mute: 'M12 2a5 5 0 0 1 5 5v5.2L7.3 2.5A5 5 0 0 1 12 2zM3.3 2 2 3.3l5 5V12a5 5 0 0 0 7.6 4.3l1.5 1.5A7 7 0 0 1 5 12H3a9 9 0 0 0 8 8.9V23h2v-2.1a9 9 0 0 0 4.5-1.7L20.7 22 22 20.7z',
  microphone:
    'M12 14a4 4 0 0 0 4-4V6a4 4 0 0 0-8 0v4a4 4 0 0 0 4 4zm7-4h-2a5 5 0 0 1-10 0H5a7 7 0 0 0 6 6.9V21h2v-4.1A7 7 0 0 0 19 10z',
  safe: 'M12 2 4 5v6c0 5 3.4 9.4 8 11 4.6-1.6 8-6 8-11V5z',
  grip: 'M9 5h2v2H9zm4 0h2v2h-2zM9 11h2v2H9zm4 0h2v2h-2zM9 17h2v2H9zm4 0h2v2h-2z',
  sound: 'M4 9v6h4l5 4V5L8 9zM16 8.5a5 5 0 0 1 0 7v-7z',
  look: 'M12 5C7 5 2.7 8 1 12c1.7 4 6 7 11 7s9.3-3 11-7c-1.7-4-6-7-11-7zm0 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zm0-7a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  add: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  up: 'M7 14l5-5 5 5z',
  down: 'M7 10l5 5 5-5z',
} as const

export type Sign = keyof typeof PATHS

export function Icon({ sign, size = 16 }: { sign: Sign; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" fill="currentColor">
      <path d={PATHS[sign]} />
    </svg>
  )
}

/** A button that is a sign only: its name is told, and shown when the pointer rests on it. */
export function IconButton(props: {
  sign: Sign
  name: string
  keys?: string
  onClick: () => void
  disabled?: boolean
  tone?: 'good' | 'bad'
  /** Of what it opens. */
  expanded?: boolean
}) {
  const { sign, name, keys, onClick, disabled, tone, expanded } = props
  return (
    <button
      type="button"
      class="icon"
      aria-label={name}
      title={keys ? `${name} (${keys})` : name}
      disabled={disabled ?? false}
      data-tone={tone}
      aria-expanded={expanded}
      onClick={(e) => {
        e.stopPropagation()
        onClick()
      }}
    >
      <Icon sign={sign} />
    </button>
  )
}
