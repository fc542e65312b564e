// The text of the show: changed while it is on air, checked while it is typed, and another one loaded: by its name, from
// a file, or dropped here.

import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { checkShow, listShows, loadShow, reloadShow, showSource } from '../acts'
import { formOf, keepForm } from '../drafts'
import { t } from '../i18n'
import type { Problem } from '../protocol'
import { away, may, notice, show, whenLeft, words } from '../store'
import { Changed } from './Changed'
import { closable } from './closable'
import { useFocusBack } from './focus'

/** The text, while it is open. */
interface Opened {
  /** As it was read. */
  source: string
  /** As it was changed; kept until it is sent or thrown away. */
  text: string
  whose: 'playing' | 'file'
  name: string
  /** Of the show that is played, when it was opened. */
  version: number
}
const opened = signal<(Opened & { nth: number }) | undefined>(undefined)
let openings = 0
const open = (what: Opened) => (opened.value = { ...what, nth: ++openings })
whenLeft(() => (opened.value = undefined))
/** After the last key. */
const CHECK_MS = 350
const SHOW_MAX_CHARS = 1024 * 1024

export function ShowMenu() {
  if (!may('LoadShow')) return null
  return (
    <button type="button" class="small" disabled={away.value} onClick={() => void openPlaying()}>
      {t(show.value?.version ? 'show.edit' : 'show.load')}
    </button>
  )
}

async function openPlaying(anew = false): Promise<void> {
  const unsent = anew ? undefined : formOf<Opened>('show playing')
  if (unsent) return void open(unsent)
  try {
    const { source, version } = await showSource()
    keepForm('show playing', undefined)
    open({ source, text: source, whose: 'playing', name: '', version })
  } catch (error) {
    notice('warning', t('failed', { what: t('show.edit'), why: words(error) }))
  }
}

async function openFile(file: File): Promise<void> {
  const source = await file.text()
  if (source.length > SHOW_MAX_CHARS) return notice('warning', t('show.tooLong'))
  const unsent = formOf<Opened>(`show ${file.name}`)
  if (unsent?.source === source) return void open(unsent)
  open({ source, text: source, whose: 'file', name: file.name, version: show.value?.version ?? 0 })
}

/** A show file may be dropped anywhere on the desk. */
export function useDroppedShows(): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0]
      if (event.defaultPrevented || !file) return
      // Whatever it is, it does not take the console's place.
      event.preventDefault()
      if (/\.(md|txt)$/i.test(file.name) && may('LoadShow')) void openFile(file)
    }
    addEventListener('dragover', over)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', drop)
    }
  }, [])
}

export function ShowEditor() {
  const now = opened.value
  return now ? <Editor key={now.nth} {...now} /> : null
}

function Editor({ source, text: typed, whose, name, version }: Opened) {
  const text = useSignal(typed)
  const of = `show ${whose === 'playing' ? whose : name}`
  const type = (now: string) => {
    text.value = now
    keepForm(of, now === source ? undefined : { source, text: now, whose, name, version })
  }
  const problems = useSignal<Problem[] | undefined>(undefined)
  const why = useSignal('')
  const busy = useSignal(false)
  const shows = useSignal<string[]>([])
  const picked = useSignal('')
  const box = useRef<HTMLTextAreaElement>(null)
  const close = () => (opened.value = undefined)

  useFocusBack()
  useEffect(() => {
    box.current?.focus()
    box.current?.setSelectionRange(0, 0)
    void listShows()
      .then((names) => (shows.value = names))
      .catch(() => {})
    return closable(close)
  }, [])
  useEffect(() => {
    const checked = text.value
    const timer = setTimeout(() => {
      checkShow(checked).then(
        (found) => {
          if (text.value === checked) problems.value = found
        },
        (error: unknown) => {
          if (text.value === checked) why.value = words(error)
        },
      )
    }, CHECK_MS)
    return () => clearTimeout(timer)
  }, [text.value])

  const send = async (call: () => Promise<string | undefined>, sent = false) => {
    busy.value = true
    why.value = (await call()) ?? ''
    busy.value = false
    if (why.value) return
    if (sent) keepForm(of, undefined)
    close()
  }
  const reload = () => send(() => reloadShow(text.value), true)
  const load = () => send(() => loadShow({ source: text.value }), true)
  const discard = () => {
    type(source)
    box.current?.focus()
  }
  const played = show.value?.version ?? version
  const wrong = problems.value === undefined || problems.value.length > 0
  return (
    <section
      class="overlay show-editor panel"
      role="dialog"
      aria-label={t('show.title')}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !wrong && !busy.value) {
          e.preventDefault()
          void (whose === 'playing' ? reload() : load())
        }
      }}
    >
      <div class="panel-head">
        <h2>{whose === 'playing' ? t('show.title') : name}</h2>
        <label class="pick">
          <span class="unseen">{t('show.other')}</span>
          <select
            aria-label={t('show.other')}
            value={picked.value}
            onChange={(e) => (picked.value = e.currentTarget.value)}
          >
            <option value="">{t('show.other')}</option>
            {shows.value.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        {picked.value && (
          <button
            type="button"
            class="small"
            disabled={busy.value || away.value}
            onClick={() => void send(() => loadShow({ name: picked.value }))}
          >
            {t('show.play')}
          </button>
        )}
        <label class="small button file">
          {t('show.file')}
          <input
            type="file"
            accept=".md,.txt,text/markdown,text/plain"
            onChange={(e) => {
              const file = e.currentTarget.files?.[0]
              if (file) void openFile(file)
              // The same file can be chosen again.
              e.currentTarget.value = ''
            }}
          />
        </label>
        <button type="button" class="quiet" onClick={close}>
          {t('close')} <kbd>Esc</kbd>
        </button>
      </div>
      {!busy.value && whose === 'playing' && played > version && (
        <Changed words={t('show.changed', { version: played })} onShow={() => void openPlaying(true)} />
      )}
      <textarea
        ref={box}
        class="code"
        spellcheck={false}
        aria-label={t('show.text')}
        aria-invalid={(problems.value?.length ?? 0) > 0}
        aria-describedby="show-problems"
        value={text.value}
        onInput={(e) => {
          type(e.currentTarget.value)
          why.value = ''
        }}
      />
      <div id="show-problems" class="problems" role="status">
        {problems.value === undefined ? (
          <p class="idle">{t('show.checking')}</p>
        ) : problems.value.length === 0 ? (
          <p class="fine">{t('show.fine')}</p>
        ) : (
          <ul>
            {problems.value.map((problem) => (
              <li key={`${problem.line}:${problem.column}:${problem.message}`}>
                <button
                  type="button"
                  class="problem"
                  onClick={() => box.current && pointTo(box.current, problem)}
                >
                  <b>
                    {problem.line}:{problem.column}
                  </b>{' '}
                  {problem.message}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="row end">
        <span class="error" role="alert">
          {why.value}
        </span>
        {text.value !== source && (
          <button type="button" class="quiet" title={t('show.typed')} onClick={discard}>
            {t('discard')}
          </button>
        )}
        <button type="button" disabled={wrong || busy.value || away.value} onClick={() => void load()}>
          {t('show.fromStart')}
        </button>
        <button
          type="button"
          class="primary"
          disabled={wrong || busy.value || away.value || !show.value?.version}
          onClick={() => void reload()}
        >
          {t('show.goOn')} {whose === 'playing' && <kbd>Ctrl Enter</kbd>}
        </button>
      </div>
    </section>
  )
}

/** Puts the caret where the problem is; lines and columns are from 1, in characters. */
function pointTo(box: HTMLTextAreaElement, { line, column }: Problem): void {
  const lines = box.value.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const within = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length
  box.focus()
  box.setSelectionRange(before + within, before + within + 1)
  const height = Number.parseFloat(getComputedStyle(box).lineHeight)
  box.scrollTop = Math.max(0, (line - 4) * height)
}
