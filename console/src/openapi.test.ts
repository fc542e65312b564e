// What the program says about itself is what others generate their clients from: it must be sound.

import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')) as Record<string, unknown>

it('is OpenAPI 3.1, and every reference leads somewhere', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(read('openapi.json'))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
  expect(() => validator.resolveRefs()).not.toThrow()
})

it('is JSON Schema by which messages can be checked', () => {
  const schema = read('schema/compere.schema.json')
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema(schema, 'compere')
  const check = (name: string, value: unknown) => ajv.validate({ $ref: `compere#/$defs/${name}` }, value)
  expect(check('Say', { text: 'Hello.' })).toBe(true)
  expect(check('Say', { text: 7 })).toBe(false)
  expect(check('Say', { txet: 'Hello.' })).toBe(false)
})
