// A list of words in a form: Enter adds one, its cross or Backspace takes one away.

import { useSignal } from '@preact/signals'
import { composing } from '../hotkeys'
import { t } from '../i18n'
import { IconButton } from './Icon'

export function Tokens(props: {
  label: string
  hint: string
  of: string[]
  onChange: (of: string[]) => void
}) {
  const { label, hint, of, onChange } = props
  const text = useSignal('')
  const add = () => {
    const word = text.value.trim()
    text.value = ''
    if (word && !of.includes(word)) onChange([...of, word])
  }
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return
    if (event.key === 'Enter') {
      event.preventDefault()
      add()
    } else if (event.key === 'Backspace' && text.value === '' && of.length > 0) {
      event.preventDefault()
      onChange(of.slice(0, -1))
    }
  }
  return (
    <div class="tokens">
      {of.map((word) => (
        <span class="tag" key={word}>
          {word}
          <IconButton
            sign="remove"
            name={t('tokens.remove', { word })}
            onClick={() => onChange(of.filter((other) => other !== word))}
          />
        </span>
      ))}
      <input
        aria-label={label}
        placeholder={of.length === 0 ? hint : ''}
        value={text.value}
        onInput={(e) => (text.value = e.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={add}
      />
    </div>
  )
}
