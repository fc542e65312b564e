import { render } from 'preact'
import { Desk } from './ui/Desk'
import { SignIn } from './ui/SignIn'
import { enter, entered, token } from './store'
import './style.css'

function Console() {
  return entered.value ? <Desk /> : <SignIn />
}

if (token.value) enter(token.value)
render(<Console />, document.getElementById('app')!)
