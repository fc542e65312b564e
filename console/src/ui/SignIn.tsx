// Asks for the token, once per tab.

import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { enter, link, linkReason, token } from '../store'

export function SignIn() {
  const typed = useSignal('')
  const waiting = token.value !== '' && link.value !== 'refused' && link.value !== 'closed'
  const submit = (event: Event) => {
    event.preventDefault()
    if (typed.value.trim()) enter(typed.value)
  }
  return (
    <main class="sign-in">
      <form class="panel" onSubmit={submit}>
        <h1 class="brand">
          Compere <span>{t('signIn.console')}</span>
        </h1>
        {/* So that a password manager keeps it under a name. */}
        <input type="text" autocomplete="username" value="compere" readonly hidden />
        <label for="token">{t('signIn.token')}</label>
        <input
          id="token"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          autofocus
          value={typed.value}
          onInput={(e) => (typed.value = e.currentTarget.value)}
          aria-describedby="token-help"
        />
        <p id="token-help" class="hint">
          {t('signIn.hint')}
        </p>
        <button type="submit" class="primary" disabled={!typed.value.trim() || waiting}>
          {t(waiting ? 'signIn.connecting' : 'signIn.enter')}
        </button>
        <p class="error" role="alert">
          {link.value === 'refused' && t('signIn.refused')}
          {link.value === 'waiting' && t('signIn.waiting', { why: linkReason.value || t('signIn.there') })}
        </p>
      </form>
    </main>
  )
}
