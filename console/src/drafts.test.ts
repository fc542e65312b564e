import { expect, test } from 'vitest'
import { draftOf, dropDraft, dropDrafts, formOf, keepDraft, keepForm, noteDraft } from './drafts'

test('a draft outlives its row until it is left', () => {
  const typed = { text: 'Hello', from: 2, to: 2, active: true, was: 'Hello' }
  keepDraft('u1', typed)
  noteDraft('u1', { active: false })
  expect(draftOf('u1')).toEqual({ ...typed, active: false })
  dropDraft('u1')
  // Its row goes only after that.
  noteDraft('u1', { active: true })
  expect(draftOf('u1')).toBeUndefined()
  keepDraft('u2', typed)
  dropDrafts()
  expect(draftOf('u2')).toBeUndefined()
})

test('a form that was closed keeps what was typed, until that is sent or all is left', () => {
  keepForm('rules', { held: ['answer'] })
  expect(formOf('rules')).toEqual({ held: ['answer'] })
  keepForm('rules', undefined)
  expect(formOf('rules')).toBeUndefined()
  keepForm('quick', [])
  dropDrafts()
  expect(formOf('quick')).toBeUndefined()
})
