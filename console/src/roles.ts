// Who may ask for what. The program decides; this only hides what it would refuse.

import type { Caller, Requests, Role } from './protocol'
import { ROLES } from './wire'

const RANK: Record<Role, number> = { viewer: 0, moderator: 1, operator: 2, admin: 3 }

/** Of a caller of whom the program does not tell, nothing is hidden. */
export function mayAsk(caller: Caller | undefined, type: keyof Requests): boolean {
  return !caller || RANK[caller.role] >= RANK[ROLES[type]]
}

/** Whether it is this session that speaks in place of the machine. A caller of whom the program does not tell is trusted. */
export function speaksHere(caller: Caller | undefined, takenOverBy: string | undefined): boolean {
  return !!takenOverBy && (!caller || caller.name === takenOverBy)
}
