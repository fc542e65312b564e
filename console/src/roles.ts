// Who may ask for what, as `requests!` in plugins/protocol says it. The program decides; this only hides what it would
// refuse.

import type { Caller, Requests, Role } from './protocol'

const RANK: Record<Role, number> = { viewer: 0, moderator: 1, operator: 2, admin: 3 }

const VIEWER: (keyof Requests)[] = [
  'GetVersion',
  'GetStatus',
  'ListVoices',
  'GetShow',
  'AskQuestion',
  'GetRules',
  'ListQuickLines',
  'ListScenes',
]
const MODERATOR: (keyof Requests)[] = [
  'ApproveUtterance',
  'HoldUtterance',
  'EditUtterance',
  'ApproveQuestion',
  'HoldQuestion',
  'RejectQuestion',
  'EditQuestion',
  'MarkAnswered',
  'MuteViewer',
]

export function least(type: keyof Requests): Role {
  if (VIEWER.includes(type)) return 'viewer'
  return MODERATOR.includes(type) ? 'moderator' : 'operator'
}

/** Of a caller of whom the program does not tell, nothing is hidden. */
export function mayAsk(caller: Caller | undefined, type: keyof Requests): boolean {
  return !caller || RANK[caller.role] >= RANK[least(type)]
}
