// Asks for the token, once per tab.

import { useSignal } from '@preact/signals'
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
          Compere <span>console</span>
        </h1>
        {/* So that a password manager keeps it under a name. */}
        <input type="text" autocomplete="username" value="compere" readonly hidden />
        <label for="token">Access token</label>
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
          Compere showed it at its first start, and keeps it in its token file. This tab remembers it until it
          is closed.
        </p>
        <button type="submit" class="primary" disabled={!typed.value.trim() || waiting}>
          {waiting ? 'Connecting…' : 'Enter'}
        </button>
        <p class="error" role="alert">
          {link.value === 'refused' && 'This is not the token. Check for missing characters and try again.'}
          {link.value === 'waiting' &&
            `Compere does not answer; trying again. ${linkReason.value || 'Is it running on this address?'}`}
        </p>
      </form>
    </main>
  )
}
