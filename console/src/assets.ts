// Pictures and films that were sent to the program: listed, sent, deleted, and made small to be seen. What can be known
// of a file before it is sent is told at once, in the language of the page.

import { t } from './i18n'
import type { Key } from './i18n'
import { token } from './store'

export interface Asset {
  name: string
  bytes: number
}

export type Kind = 'picture' | 'film'

const MIB = 1024 * 1024
/** As plugins/command/src/uploads.rs takes them. */
const MOST_BYTES: Record<Kind, number> = { picture: 25 * MIB, film: 200 * MIB }
const NAME_CHARS = 100
/** The first bytes of a file tell what it is. */
const HEAD_BYTES = 64
/** Pixels of a small picture, on screens with two pixels for one. */
const SMALL_WIDTH = 224

/** What a file is by its first bytes. */
export function kindOf(head: Uint8Array): Kind | undefined {
  const text = String.fromCharCode(...head)
  if (text.startsWith('\xff\xd8\xff') || text.startsWith('\x89PNG\r\n\x1a\n')) return 'picture'
  if (text.startsWith('\x1a\x45\xdf\xa3') || text.slice(4, 8) === 'ftyp') return 'film'
  return undefined
}

/** Why a file would not be taken; nothing where it may be. */
export function refusal(kind: Kind | undefined, bytes: number): [Key, { most: number }] | undefined {
  if (bytes === 0) return ['assets.empty', { most: 0 }]
  if (!kind) return ['assets.unknown', { most: 0 }]
  const most = MOST_BYTES[kind]
  return bytes > most ? ['assets.tooLarge', { most: most / MIB }] : undefined
}

/** A name that the program takes, and that nothing has yet. */
export function nameFor(fileName: string, taken: string[]): string {
  const [, stem = '', end = ''] = /^(.*?)(\.\w{1,5})?$/s.exec(fileName) ?? []
  const plain = stem.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'picture'
  for (let n = 1; ; n++) {
    const tail = (n === 1 ? '' : `-${n}`) + end.toLowerCase()
    const name = plain.slice(0, NAME_CHARS - tail.length) + tail
    if (!taken.includes(name)) return name
  }
}

/** Films have no small picture here: all of one would be fetched for it. */
export const isFilm = (name: string) => /\.(mp4|m4v|webm)$/i.test(name)

const url = (name = '') => `/api/v1/assets${name && `/${encodeURIComponent(name)}`}`

async function request(name: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token.value}` }
  const answer = await fetch(url(name), { ...init, headers }).catch(() => {
    throw new Error(t('assets.broken'))
  })
  if (answer.ok) return answer
  const told = (await answer.json().catch(() => ({}))) as { requestStatus?: { comment?: string } }
  throw new Error(told.requestStatus?.comment ?? `${answer.status} ${answer.statusText}`)
}

export async function listAssets(): Promise<Asset[]> {
  const { assets } = (await (await request('')).json()) as { assets: Asset[] }
  return assets
}

/** Sends a file; gives the name under which it is kept. */
export async function upload(file: File, taken: string[]): Promise<string> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const wrong = refusal(kindOf(head), file.size)
  if (wrong) throw new Error(t(...wrong))
  const name = nameFor(file.name, taken)
  await request(name, { method: 'PUT', body: file })
  return name
}

export async function deleteAsset(name: string): Promise<void> {
  await request(name, { method: 'DELETE' })
}

const made = new Map<string, Promise<ImageBitmap>>()
let last: Promise<unknown> = Promise.resolve()

/** A small picture of one that was sent. One is made at a time: they are fetched whole. */
export function smallPicture({ name, bytes }: Asset): Promise<ImageBitmap> {
  const key = `${token.value} ${name} ${bytes}`
  const known = made.get(key)
  if (known) return known
  const making = last.then(async () => {
    const picture = await (await request(name)).blob()
    return createImageBitmap(picture, { resizeWidth: SMALL_WIDTH, resizeQuality: 'medium' })
  })
  last = making.catch(() => made.delete(key))
  made.set(key, making)
  return making
}
