// What a person can do: each asks the program, and says why when it was not done.

import { airNow } from './airtime'
import { t } from './i18n'
import type { Key } from './i18n'
import { moved } from './lanes'
import type { Move } from './lanes'
import { closeMicrophone } from './microphone'
import type { ApprovalRules, Place, Preview, Problem, QuickLine, Requests } from './protocol'
import { ask, attempt, board, change, look, notice, ordersTold, progress, status, wholeShow } from './store'

/** Asks for a change; what it came to is told by events. Gives why not, which was shown as a notice as well. */
async function act<T extends keyof Requests>(
  what: Key,
  type: T,
  data: Requests[T][0],
  severity: 'warning' | 'critical' = 'warning',
): Promise<string | undefined> {
  const why = await change(type, data)
  if (why) notice(severity, t('failed', { what: t(what), why }))
  return why
}

/** Tells why not, if so: what is wrong is shown where it was typed. */
export async function say(text: string, interrupt: boolean): Promise<string | undefined> {
  return change('Say', { text, interrupt })
}

/** Queues a line that waits for consent, whatever the rules say; gives its name, or why not. */
export async function sayHeld(text: string): Promise<{ utteranceId: string } | { why: string }> {
  let utteranceId = ''
  const why = await attempt(async () => {
    utteranceId = (await ask('Say', { text, interrupt: false, hold: true })).utteranceId
  })
  return why ? { why } : { utteranceId }
}

export async function stop(): Promise<void> {
  closeMicrophone()
  await act('act.stop', 'Stop', {}, 'critical')
}

export async function goSafe(): Promise<void> {
  closeMicrophone()
  const why = await act('act.safe', 'GoSafe', {}, 'critical')
  if (!why) notice('info', t('safe.done'))
}

/** Falls silent, or goes on. */
export async function setPaused(paused: boolean): Promise<void> {
  const why = await change(paused ? 'Pause' : 'Resume', {}, () => ({ paused }))
  if (why) notice('critical', t('failed', { what: t(paused ? 'act.pause' : 'act.resume'), why }))
}

export const pauseOrResume = () => setPaused(!status.value?.paused)
export const skipSentence = () => act('act.skip', 'SkipSentence', {})
export const go = () => act('act.go', 'Go', {})
export const setAuto = (auto: boolean) => act('act.auto', 'SetAuto', { auto })
export const takeOver = () => act('act.takeOver', 'TakeOver', {}, 'critical')
/** The microphone is shut first: nobody is heard by mistake, even where the program does not answer. */
export async function handBack(): Promise<void> {
  closeMicrophone()
  await act('act.handBack', 'HandBack', {}, 'critical')
}
export const goTo = (place: Place) => act('act.goTo', 'GoTo', place)

export const take = (utteranceId: string) => act('act.take', 'TakeUtterance', { utteranceId })
export const hold = (utteranceId: string) => act('act.hold', 'HoldUtterance', { utteranceId })
export const remove = (utteranceId: string) => act('act.remove', 'RemoveUtterance', { utteranceId })
export const approve = (utteranceId: string) => act('act.approve', 'ApproveUtterance', { utteranceId })
/** Changes what `was` that when it was read; refused where somebody changed it meanwhile. */
export const edit = (utteranceId: string, text: string, was: string) =>
  act('act.edit', 'EditUtterance', { utteranceId, text, was })

/** Shown at once; where it is refused, or comes to nothing, the order is asked for. Gives why not. */
export async function move(asked: Move): Promise<string | undefined> {
  const before = board.value.queue
  const after = moved(before, asked)
  const orders = ordersTold()
  board.value = { ...board.value, queue: after }
  const why = await act('act.move', 'MoveUtterance', asked)
  if (why && board.value.queue === after) board.value = { ...board.value, queue: before }
  // Of an order that did not change no event tells.
  if (orders === ordersTold()) await wholeShow()
  return why
}

export const approveQuestion = (questionId: string) => act('act.approve', 'ApproveQuestion', { questionId })
export const holdQuestion = (questionId: string) => act('act.hold', 'HoldQuestion', { questionId })
export const rejectQuestion = (questionId: string) => act('act.reject', 'RejectQuestion', { questionId })
export const markAnswered = (questionId: string) => act('act.mark', 'MarkAnswered', { questionId })
export const editQuestion = (questionId: string, text: string, was: string) =>
  act('act.edit', 'EditQuestion', { questionId, text, was })
export const answerQuestion = (questionId: string, text: string) =>
  act('act.answer', 'AnswerQuestion', { questionId, text })
export async function mute(viewer: string, muted: boolean): Promise<void> {
  const why = await act('act.mute', 'MuteViewer', { viewer, muted })
  if (!why) notice('info', t(muted ? 'chat.muted' : 'chat.unmuted', { viewer }))
}

export async function setCamera(camera: string, seconds: number): Promise<void> {
  const data = seconds > 0 ? { camera, seconds } : { camera }
  const why = await change('SetCamera', data, () => ({ camera }))
  if (why) notice('warning', t('failed', { what: t('act.camera'), why }))
}
export async function setScene(scene: string, seconds: number): Promise<void> {
  const data = seconds > 0 ? { scene, seconds } : { scene }
  const why = await change('SetScene', data, (set) => set)
  if (why) notice('warning', t('failed', { what: t('act.scene'), why }))
}
export const fireCue = (cue: string, person?: string) =>
  act('act.cue', 'FireCue', person ? { cue, person } : { cue })

type Laid = 'ShowGraphic' | 'HideGraphic' | 'SetGraphics'
async function lay<T extends Laid>(type: T, data: Requests[T][0]): Promise<void> {
  const why = await change(type, data, (graphics: Requests[Laid][1]) => ({ graphics }))
  if (why) notice('warning', t('failed', { what: t('act.graphic'), why }))
}
export const showGraphic = (graphic: string) => lay('ShowGraphic', { graphic })
export const hideGraphic = (graphic?: string) => lay('HideGraphic', graphic ? { graphic } : {})
export const setGraphics = (set: Requests['SetGraphics'][0]) => lay('SetGraphics', set)

/** Shown once it was made ready: an event tells. */
export const setBackdrop = (assets: string[]) => act('act.backdrop', 'SetBackdrop', { assets, fit: 'cover' })
export const setSlide = (slide: number) => act('act.backdrop', 'SetSlide', { slide })

export const startOutput = (target: string) => change('StartOutput', { target })
export const stopOutput = (name: string) => act('act.stopOutput', 'StopOutput', { name })

export async function setQuickLines(lines: QuickLine[]): Promise<string | undefined> {
  return attempt(async () => {
    const told = await ask('SetQuickLines', { lines })
    board.value = { ...board.value, quickLines: told.lines }
  })
}

export async function setRules(rules: ApprovalRules): Promise<string | undefined> {
  return attempt(async () => {
    board.value = { ...board.value, rules: await ask('SetRules', rules) }
  })
}

/** What goes on air next, or something that waits. */
export const preview = (data: Requests['GetPreview'][0]): Promise<Preview> => look('GetPreview', data)
export const showSource = () => look('GetShowSource', {})
export const listShows = async () => (await look('ListShows', {})).shows
export const checkShow = async (source: string): Promise<Problem[]> =>
  (await look('CheckShow', { source })).problems
export const reloadShow = (source: string) => change('ReloadShow', { source })
export const loadShow = (show: Requests['LoadShow'][0]) => change('LoadShow', show)

/** Seconds until something that waits is not said any more. */
export function expiresIn(expiresMs: number | undefined): number | undefined {
  return expiresMs === undefined || !progress.value ? undefined : (expiresMs - airNow()) / 1000
}
