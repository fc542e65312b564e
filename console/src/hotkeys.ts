// Which key does what, wherever the focus is. Pure: a key in, what is meant out. Who does it is ui/Keys.tsx.

export type Action =
  | { does: 'stop' }
  | { does: 'safe' }
  | { does: 'pause' }
  | { does: 'skip' }
  | { does: 'go' }
  | { does: 'auto' }
  | { does: 'takeover' }
  | { does: 'line' }
  | { does: 'help' }
  | { does: 'approve' | 'reject' | 'edit' }
  | { does: 'chatPause' }
  | { does: 'take' }
  | { does: 'quick'; index: number }
  | { does: 'camera'; index: number }

export interface Key {
  key: string
  code: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
}

/** None of these types a character: they work while a line is typed. */
const ALWAYS: Record<string, Action> = {
  Escape: { does: 'stop' },
  'Shift+Escape': { does: 'safe' },
  F1: { does: 'help' },
  F2: { does: 'line' },
  F4: { does: 'go' },
  'Shift+F4': { does: 'auto' },
  F7: { does: 'takeover' },
  F8: { does: 'pause' },
  Pause: { does: 'pause' },
  F9: { does: 'skip' },
}
/** With Alt: by the letter that the key types, and where that is none of these, by the key's place. */
const ALT: Record<string, Action> = {
  KeyA: { does: 'approve' },
  KeyX: { does: 'reject' },
  KeyE: { does: 'edit' },
  KeyP: { does: 'chatPause' },
  KeyT: { does: 'take' },
}

export function actionOf(key: Key, typing: boolean, mac = isMac()): Action | undefined {
  if (key.ctrlKey || key.metaKey) return undefined
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(key.code)?.[1]
  if (key.altKey) {
    if (typing && mac && typesWithOption(key)) return undefined
    if (digit) return { does: 'camera', index: Number(digit) - 1 }
    return ALT[/^[a-z]$/i.test(key.key) ? `Key${key.key.toUpperCase()}` : key.code]
  }
  const always = ALWAYS[key.shiftKey ? `Shift+${key.key}` : key.key]
  if (always) return always
  if (typing) return undefined
  if (key.key === '?') return { does: 'help' }
  if (digit && !key.shiftKey) return { does: 'quick', index: Number(digit) - 1 }
  return undefined
}

/** Whether Option makes another character of the key: "[", "ą", or an accent that waits for its letter. */
function typesWithOption({ key }: Key): boolean {
  return key === 'Dead' || /^[^a-z0-9]$/iu.test(key)
}

/** Elsewhere Alt types nothing: what it would type is under AltGr, which browsers do not call Alt. */
function isMac(): boolean {
  return /^(?:Mac|iP)/.test(globalThis.navigator?.platform ?? '')
}

/** Whether a word is being composed (Chinese, Japanese). Safari tells of the Enter that ends it by its old number only. */
export function composing({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229
}

/** What the overlay shows: keys, and the name of what they do in the words. */
export const SHOWN_KEYS = [
  ['Esc', 'keys.stop'],
  ['Shift Esc', 'keys.safe'],
  ['F4', 'keys.go'],
  ['Shift F4', 'keys.auto'],
  ['F8', 'keys.pause'],
  ['F9', 'keys.skip'],
  ['F7', 'keys.takeover'],
  ['F2', 'keys.line'],
  ['Enter', 'keys.say'],
  ['Ctrl Enter', 'keys.sayNow'],
  ['Alt Enter', 'keys.sayHeld'],
  ['Alt T', 'keys.takePreviewed'],
  ['1 – 9', 'keys.quick'],
  ['Alt 1 – 9', 'keys.camera'],
  ['Alt A', 'keys.approve'],
  ['Alt E', 'keys.edit'],
  ['Alt X', 'keys.reject'],
  ['Alt P', 'keys.chatPause'],
  ['Alt ↑ ↓', 'keys.move'],
  ['A H E X', 'keys.row'],
  ['T', 'keys.take'],
  ['P', 'keys.preview'],
  ['R D M', 'keys.question'],
  ['? F1', 'keys.help'],
] as const
