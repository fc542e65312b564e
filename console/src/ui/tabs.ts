// Which part of the desk is in sight where there is room for one only.

import { signal } from '@preact/signals'

export type Tab = 'air' | 'queue' | 'chat' | 'controls'
export const TABS: Tab[] = ['air', 'queue', 'chat', 'controls']
export const tab = signal<Tab>('air')
