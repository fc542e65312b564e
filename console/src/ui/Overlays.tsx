// What lies over the picture, and what stands behind the host: captions, label, lower third, product cards, pictures.

import { useSignal } from '@preact/signals'
import { hideGraphic, setGraphics, showGraphic } from '../acts'
import { t } from '../i18n'
import { away, graphics, may } from '../store'
import { Backdrop } from './Backdrop'
import { IconButton } from './Icon'

export function Overlays() {
  if (!may('ShowGraphic')) return null
  return (
    <div class="pads-room">
      <Switches />
      <LowerThird />
      <Shown />
      <Backdrop />
    </div>
  )
}

function Switches() {
  const now = graphics.value
  return (
    <section class="pad-group" aria-label={t('graphics.picture')}>
      <h3>{t('graphics.picture')}</h3>
      <div class="of">
        <button
          type="button"
          class="pad"
          aria-pressed={now?.captions ?? false}
          disabled={away.value}
          onClick={() => void setGraphics({ captions: !now?.captions })}
        >
          {t('graphics.captions')}
        </button>
        <button
          type="button"
          class="pad"
          aria-pressed={now?.label ?? true}
          disabled={away.value}
          title={now?.labelText}
          onClick={() => void setGraphics({ label: !(now?.label ?? true) })}
        >
          {t('graphics.label')}
        </button>
      </div>
    </section>
  )
}

/** As a quoted argument of a cue. */
const quoted = (text: string) => `"${text.replaceAll(/["\\\]]/g, '')}"`

function LowerThird() {
  const title = useSignal('')
  const line = useSignal('')
  const show = () => {
    const parts = [title.value, line.value].map((part) => part.trim()).filter(Boolean)
    void showGraphic(`lower-third ${parts.map(quoted).join(' ')}`)
  }
  return (
    <section class="pad-group" aria-label={t('graphics.lowerThird')}>
      <h3>{t('graphics.lowerThird')}</h3>
      <form
        class="of"
        onSubmit={(e) => {
          e.preventDefault()
          show()
        }}
      >
        <input
          aria-label={t('graphics.name')}
          placeholder={t('graphics.name')}
          value={title.value}
          onInput={(e) => (title.value = e.currentTarget.value)}
        />
        <input
          aria-label={t('graphics.role')}
          placeholder={t('graphics.role')}
          value={line.value}
          onInput={(e) => (line.value = e.currentTarget.value)}
        />
        <button type="submit" class="small" disabled={away.value || !title.value.trim()}>
          {t('graphics.show')}
        </button>
      </form>
    </section>
  )
}

function Shown() {
  const text = useSignal('')
  const shown = graphics.value?.shown ?? []
  return (
    <section class="pad-group" aria-label={t('graphics.shown')}>
      <h3>{t('graphics.shown')}</h3>
      <div class="of">
        {(graphics.value?.products ?? []).map((product) => {
          const graphic = `product:${product}`
          const on = shown.includes(graphic)
          return (
            <button
              type="button"
              class="pad"
              key={product}
              aria-pressed={on}
              disabled={away.value}
              onClick={() => void (on ? hideGraphic(graphic) : showGraphic(graphic))}
            >
              {product}
            </button>
          )
        })}
        <form
          class="row"
          onSubmit={(e) => {
            e.preventDefault()
            void showGraphic(text.value.trim())
            text.value = ''
          }}
        >
          <input
            aria-label={t('graphics.any')}
            placeholder="product:x100"
            spellcheck={false}
            value={text.value}
            onInput={(e) => (text.value = e.currentTarget.value)}
          />
          <button type="submit" class="small" disabled={away.value || !text.value.trim()}>
            {t('graphics.show')}
          </button>
        </form>
        {shown.map((graphic) => (
          <span class="tag on" key={graphic}>
            {graphic}
            <IconButton
              sign="remove"
              name={t('graphics.hide', { graphic })}
              disabled={away.value}
              onClick={() => void hideGraphic(graphic)}
            />
          </span>
        ))}
        {shown.length > 0 && (
          <button type="button" class="small" disabled={away.value} onClick={() => void hideGraphic()}>
            {t('graphics.hideAll')}
          </button>
        )}
        {shown.length === 0 && <span class="idle">{t('graphics.none')}</span>}
      </div>
    </section>
  )
}
