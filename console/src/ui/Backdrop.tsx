// What stands behind the host: the scene's own, or pictures that were sent. They are chosen by what they look like, sent
// by a button or dropped here, and deleted after a second click.

import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { setBackdrop, setSlide } from '../acts'
import { deleteAsset, listAssets, upload } from '../assets'
import type { Asset } from '../assets'
import { t } from '../i18n'
import { away, backdrop, notice, words } from '../store'
import { Thumbnail } from './Thumbnail'

const assets = signal<Asset[]>([])
const sending = signal<{ n: number; of: number } | undefined>(undefined)

const told = (what: string, error: unknown) => notice('warning', t('failed', { what, why: words(error) }))

async function refresh(): Promise<void> {
  if (away.value) return
  try {
    assets.value = await listAssets()
  } catch (error) {
    told(t('assets.list'), error)
  }
}

/** Files that are still to be sent. */
const waiting: File[] = []

/** One after the other, those that come meanwhile behind them; what is refused does not keep the others. */
async function send(files: Iterable<File>): Promise<void> {
  waiting.push(...files)
  if (sending.value) return
  const taken: string[] = []
  for (let n = 1, file; (file = waiting.shift()); n++) {
    sending.value = { n, of: n + waiting.length }
    try {
      taken.push(await upload(file, [...assets.value.map(({ name }) => name), ...taken]))
    } catch (error) {
      told(file.name, error)
    }
  }
  if (!sending.value) return
  sending.value = undefined
  await refresh()
  if (taken.length > 0) notice('info', t('assets.sent', { names: taken.join(', ') }))
}

export function Backdrop() {
  const dropping = useSignal(false)
  const shown = backdrop.value?.assets ?? []
  useEffect(() => void refresh(), [away.value, shown.join()])
  const onDrop = (event: DragEvent) => {
    dropping.value = false
    if (!event.dataTransfer?.files.length) return
    event.preventDefault()
    void send(event.dataTransfer.files)
  }
  return (
    <section
      class="pad-group backdrop"
      aria-label={t('graphics.backdrop')}
      data-dropping={dropping.value ? 'yes' : 'no'}
      onDragOver={(e) => {
        if (!e.dataTransfer?.types.includes('Files')) return
        e.preventDefault()
        dropping.value = true
      }}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) dropping.value = false
      }}
      onDrop={onDrop}
    >
      <h3>{t('graphics.backdrop')}</h3>
      <div class="of">
        <button
          type="button"
          class="pad"
          // What was there before this page came is not told.
          aria-pressed={backdrop.value?.assets.length === 0}
          disabled={away.value}
          onClick={() => void setBackdrop([])}
        >
          {t('graphics.sceneBackdrop')}
        </button>
        <Upload />
        <Slides />
        <ul class="thumbnails">
          {assets.value.map((asset) => (
            <Thumbnail
              key={asset.name}
              asset={asset}
              shown={shown}
              onDelete={async () => {
                await deleteAsset(asset.name).catch((error: unknown) => told(t('assets.delete'), error))
                await refresh()
              }}
            />
          ))}
        </ul>
        <p class="hint">{t(dropping.value ? 'assets.drop' : 'assets.hint')}</p>
      </div>
    </section>
  )
}

function Upload() {
  const now = sending.value
  return (
    <label class="small button file" data-busy={now ? 'yes' : 'no'}>
      {now ? t('assets.sending', now) : t('assets.upload')}
      <input
        type="file"
        multiple
        accept="image/jpeg,image/png,video/mp4,video/webm"
        disabled={away.value || now !== undefined}
        onChange={(e) => {
          void send(e.currentTarget.files ?? [])
          // The same file can be chosen again.
          e.currentTarget.value = ''
        }}
      />
    </label>
  )
}

function Slides() {
  const now = backdrop.value
  const slides = now?.assets.length ?? 0
  if (!now || slides < 2) return null
  return (
    <span class="row">
      <button
        type="button"
        class="small"
        disabled={away.value || now.slide === 0}
        onClick={() => void setSlide(now.slide - 1)}
      >
        ← {t('graphics.back')}
      </button>
      <span class="hint">
        {now.slide + 1} / {slides}
      </span>
      <button
        type="button"
        class="small"
        disabled={away.value || now.slide >= slides - 1}
        onClick={() => void setSlide(now.slide + 1)}
      >
        {t('graphics.forward')} →
      </button>
    </span>
  )
}
