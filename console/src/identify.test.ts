import { expect, it } from 'vitest'
import { identify } from './identify'
import { authentication } from './sha256'

const challenge = { challenge: 'c', salt: 's' }
const said = (token: string, lastSeq?: number) =>
  (JSON.parse(identify(token, challenge, lastSeq)) as { d: Record<string, unknown> }).d

it('proves a token of ours without sending it', () => {
  const d = said('0123456789abcdef', 7)
  expect(d).toEqual({
    rpcVersion: 1,
    authentication: authentication('0123456789abcdef', challenge),
    lastSeq: 7,
  })
})

it('shows a token of an identity provider', () => {
  expect(said('eyJhbGciOiJFUzI1NiJ9.e30.c2ln')).toEqual({
    rpcVersion: 1,
    token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
  })
  expect(said('eyes.only')).not.toHaveProperty('token')
})
