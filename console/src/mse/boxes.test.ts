import { expect, test } from 'vitest'
import { codecs, firstBox, isInit } from './boxes'
import { meterPart } from './meter'

const bytes = (...parts: (string | number | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((p) =>
      typeof p === 'string' ? [...p].map((c) => c.charCodeAt(0)) : typeof p === 'number' ? [p] : [...p],
    ),
  )
const box = (name: string, ...parts: (string | number | Uint8Array)[]) => {
  const body = bytes(name, ...parts)
  const size = body.length + 4
  return bytes(0, 0, size >> 8, size & 255, body)
}
const zeros = (n: number) => new Uint8Array(n)
const trak = (entry: Uint8Array) =>
  box('trak', box('tkhd'), box('mdia', box('minf', box('stbl', box('stsd', zeros(7), 1, entry)))))
const avc1 = box('avc1', zeros(78), box('avcC', 1, 0x4d, 0x40, 0x1f, 0xff), box('btrt', zeros(12)))
const descriptors = bytes(
  3,
  0x80,
  0x80,
  0x80,
  34,
  0,
  1,
  0,
  4,
  0x80,
  0x80,
  0x80,
  20,
  0x40,
  zeros(12),
  5,
  0x80,
  0x80,
  0x80,
  2,
  0x11,
  0x90,
)
const mp4a = box('mp4a', zeros(28), box('esds', zeros(4), descriptors))
const init = (...traks: Uint8Array[]) =>
  bytes(box('ftyp', 'iso5'), box('moov', box('mvhd', zeros(100)), ...traks))

test('codecs are read from the stream', () => {
  expect(codecs(init(trak(avc1), trak(mp4a)))).toEqual(['avc1.4D401F', 'mp4a.40.2'])
  expect(codecs(init(trak(avc1)))).toEqual(['avc1.4D401F'])
  expect(codecs(init(trak(box('hvc1', zeros(78)))))).toEqual([])
})

test('segments are told apart', () => {
  expect(isInit(init())).toBe(true)
  expect(firstBox(box('moof'))).toBe('moof')
  expect(firstBox(zeros(3))).toBe('')
})

test('what is cut off anywhere is read without harm', () => {
  const whole = init(trak(avc1), trak(mp4a))
  for (let n = 0; n < whole.length; n++) expect(codecs(whole.subarray(0, n)).length).toBeLessThanOrEqual(2)
  for (let n = 0; n < whole.length; n++) {
    const broken = whole.slice()
    broken[n] = 0xff
    expect(() => codecs(broken)).not.toThrow()
  }
})

test('a level has its place on the meter', () => {
  expect([null, NaN, -Infinity, -60, -30, 0, 6].map(meterPart)).toEqual([0, 0, 0, 0, 0.5, 1, 1])
})
