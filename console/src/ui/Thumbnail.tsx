// A picture that was sent, small: a click puts it behind the host, its plus adds it as a slide, its cross deletes it
// after a second click.

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { setBackdrop, setSlide } from '../acts'
import { isFilm, smallPicture } from '../assets'
import type { Asset } from '../assets'
import { t } from '../i18n'
import { away, backdrop } from '../store'
import { Icon, IconButton } from './Icon'

export function Thumbnail(props: { asset: Asset; shown: string[]; onDelete: () => Promise<void> }) {
  const { asset, shown, onDelete } = props
  const { name } = asset
  const slide = shown.indexOf(name)
  const inSight = slide >= 0 && (shown.length === 1 || backdrop.value?.slide === slide)
  const choose = () => void (slide >= 0 && shown.length > 1 ? setSlide(slide) : setBackdrop([name]))
  return (
    <li class="thumbnail" data-shown={slide >= 0 ? 'yes' : 'no'}>
      <button
        type="button"
        class="choose"
        aria-pressed={inSight}
        disabled={away.value}
        title={name}
        onClick={choose}
      >
        {isFilm(name) ? (
          <span class="small-picture">
            <Icon sign="play" size={24} />
          </span>
        ) : (
          <Small asset={asset} />
        )}
        <span class="name">{name}</span>
      </button>
      {slide >= 0 && shown.length > 1 && <span class="number">{slide + 1}</span>}
      <span class="acts">
        {shown.length > 0 && slide < 0 && (
          <IconButton
            sign="add"
            name={t('assets.addSlide', { name })}
            disabled={away.value}
            onClick={() => void setBackdrop([...shown, name])}
          />
        )}
        <Delete name={name} onAir={slide >= 0} onDelete={onDelete} />
      </span>
    </li>
  )
}

function Delete({ name, onAir, onDelete }: { name: string; onAir: boolean; onDelete: () => Promise<void> }) {
  const sure = useSignal(false)
  if (!sure.value) {
    return (
      <IconButton
        sign="remove"
        name={t('assets.deleteIt', { name })}
        disabled={away.value}
        onClick={() => (sure.value = true)}
      />
    )
  }
  return (
    <button
      type="button"
      class="small"
      data-sure="yes"
      ref={(button) => button?.focus()}
      disabled={away.value}
      onClick={() => void onDelete()}
      onBlur={() => (sure.value = false)}
    >
      {t(onAir ? 'assets.sureOnAir' : 'assets.sure')}
    </button>
  )
}

/** Made when it comes in sight. */
function Small({ asset }: { asset: Asset }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const state = useSignal<'making' | 'made' | 'failed'>('making')
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    let over = false
    const draw = async () => {
      try {
        const picture = await smallPicture(asset)
        if (over) return
        element.width = picture.width
        element.height = picture.height
        element.getContext('2d')?.drawImage(picture, 0, 0)
        state.value = 'made'
      } catch {
        if (!over) state.value = 'failed'
      }
    }
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      seen.disconnect()
      void draw()
    })
    seen.observe(element)
    return () => {
      over = true
      seen.disconnect()
    }
  }, [asset.name, asset.bytes])
  return (
    <span class="small-picture" data-picture={state.value}>
      <canvas ref={canvas} width={16} height={9} aria-hidden="true" />
      {state.value === 'failed' && <span class="hint">{t('assets.unreadable')}</span>}
    </span>
  )
}
