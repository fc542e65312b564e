import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { authentication, sha256 } from './sha256'

test('agrees with another implementation at every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'aé☃'.repeat(length).slice(0, length)
    expect(Buffer.from(sha256(text)).toString('hex')).toBe(createHash('sha256').update(text).digest('hex'))
  }
})

test('answers the worked example of obs-websocket', () => {
  const challenge = '+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY='
  const salt = 'lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI='
  expect(authentication('supersecretpassword', { challenge, salt })).toBe(
    '1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4=',
  )
})
