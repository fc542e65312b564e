// Reads what must be known of fragmented MP4: which segment it is, and its codecs. ISO/IEC 14496-12, -14, -15.

/** The four letters of the first box, such as `ftyp` of an init segment or `moof` of a fragment. */
export function firstBox(bytes: Uint8Array): string {
  return bytes.length < 8 ? '' : fourLetters(bytes, 4)
}

export function isInit(bytes: Uint8Array): boolean {
  return firstBox(bytes) === 'ftyp'
}

/** The codecs of an init segment in the words of Media Source Extensions, such as `avc1.4D401F, mp4a.40.2`. */
export function codecs(init: Uint8Array): string[] {
  const found: string[] = []
  const moov = child(init, 'moov')
  for (const trak of moov ? children(moov, 'trak') : []) {
    const stsd = path(trak, 'mdia', 'minf', 'stbl', 'stsd')
    // Eight bytes of version, flags and count come before the entries.
    if (!stsd) continue
    for (const entry of boxes(stsd.subarray(8))) {
      const codec = codecOf(entry.name, entry.body)
      if (codec) found.push(codec)
    }
  }
  return found
}

interface Box {
  name: string
  body: Uint8Array
}

function* boxes(bytes: Uint8Array): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + 8 <= bytes.length) {
    let size = view.getUint32(at)
    let head = 8
    if (size === 1 && at + 16 <= bytes.length) {
      size = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12)
      head = 16
    } else if (size === 0) {
      size = bytes.length - at
    }
    if (size < head || at + size > bytes.length) return
    yield { name: fourLetters(bytes, at + 4), body: bytes.subarray(at + head, at + size) }
    at += size
  }
}

function* children(bytes: Uint8Array, name: string): Generator<Uint8Array> {
  for (const box of boxes(bytes)) if (box.name === name) yield box.body
}

function child(bytes: Uint8Array, name: string): Uint8Array | undefined {
  return children(bytes, name).next().value ?? undefined
}

function path(bytes: Uint8Array, ...names: string[]): Uint8Array | undefined {
  return names.reduce<Uint8Array | undefined>((at, name) => at && child(at, name), bytes)
}

/** Bytes of a visual sample entry, and of an audio one, before the boxes in it. */
const VISUAL_HEAD = 78
const AUDIO_HEAD = 28

function codecOf(name: string, entry: Uint8Array): string | undefined {
  if (name === 'avc1' || name === 'avc3') {
    const avcC = child(entry.subarray(VISUAL_HEAD), 'avcC')
    if (!avcC || avcC.length < 4) return undefined
    // Profile, constraints and level, as they are in the stream.
    return `${name}.${Array.from(avcC.subarray(1, 4), hex).join('')}`
  }
  if (name === 'mp4a') {
    const esds = child(entry.subarray(AUDIO_HEAD), 'esds')
    return esds && mpegAudio(esds)
  }
  return undefined
}

/** Reads the descriptors of an `esds` box down to the audio object type. */
function mpegAudio(esds: Uint8Array): string | undefined {
  const ES = 3
  const DECODER = 4
  const SPECIFIC = 5
  let at = 4
  let objectType: number | undefined
  while (at + 2 <= esds.length) {
    const tag = esds[at++]!
    while (at < esds.length && esds[at]! & 0x80) at++
    at++
    if (tag === ES) {
      at += 3
    } else if (tag === DECODER) {
      objectType = esds[at]
      at += 13
    } else if (tag === SPECIFIC && objectType !== undefined && at < esds.length) {
      return `mp4a.${hex(objectType).toLowerCase()}.${esds[at]! >> 3}`
    } else {
      return undefined
    }
  }
  return undefined
}

function fourLetters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
