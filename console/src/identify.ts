// How a client says who it is, on each of the program's sockets.

import { Op, PROTOCOL_VERSION } from './protocol'
import type { Challenge, Identify } from './protocol'
import { authentication } from './sha256'

/** Whether a token is one of an identity provider: a JWT, which the program must see whole to check it. */
const isJwt = (token: string) => token.startsWith('ey') && token.split('.').length === 3

/** The message that answers the greeting. A token of the program's own does not leave: its proof does. */
export function identify(token: string, challenge: Challenge, lastSeq?: number): string {
  const proof = isJwt(token) ? { token } : { authentication: authentication(token, challenge) }
  const d: Partial<Identify> = {
    rpcVersion: PROTOCOL_VERSION,
    ...proof,
    ...(lastSeq !== undefined && { lastSeq }),
  }
  return JSON.stringify({ op: Op.Identify, d })
}
