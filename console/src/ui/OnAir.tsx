// What is being said right now, word by word.

import { useEffect, useRef } from 'preact/hooks'
import { progress } from '../board'
import type { Sentence, Utterance } from '../protocol'
import { named, t } from '../i18n'
import { board, heardSeconds, status as told } from '../store'
import { useTick } from './useTick'

export function OnAir() {
  const { speaking, sentence } = board.value
  const paused = told.value?.paused ?? false
  return (
    <section
      class="panel on-air"
      data-tab="air"
      tabIndex={0}
      aria-label={t('onAir.title')}
      data-speaking={speaking ? 'yes' : 'no'}
      data-paused={paused ? 'yes' : 'no'}
    >
      <h2>
        {t('onAir.title')}
        {speaking && (
          <span class="kind" data-kind={speaking.kind}>
            {named('kind', speaking.kind)}
          </span>
        )}
        {speaking && sentence && (
          <span class="who">{[sentence.speaker, sentence.voice].filter(Boolean).join(' · ')}</span>
        )}
      </h2>
      <p class="unseen" role="status" aria-live="polite">
        {sentence && speaking ? sentence.text : ''}
      </p>
      <p class="pausing" role="status">
        {paused && t(speaking ? 'onAir.pausedIn' : 'onAir.paused')}
      </p>
      {speaking ? (
        <Speaking utterance={speaking} sentence={sentence} />
      ) : (
        !paused && <p class="idle">{t('onAir.nothing')}</p>
      )}
    </section>
  )
}

function Speaking({ utterance, sentence }: { utterance: Utterance; sentence: Sentence | undefined }) {
  return (
    <div data-utterance={utterance.utteranceId} data-state={utterance.state}>
      {sentence ? (
        <Words key={`${sentence.utteranceId} ${sentence.sentence}`} sentence={sentence} />
      ) : (
        <p class="words">{utterance.text}</p>
      )}
      {sentence && sentence.text !== utterance.text && <p class="whole">{utterance.text}</p>}
    </div>
  )
}

function Words({ sentence }: { sentence: Sentence }) {
  useTick(80)
  const { word, part } = progress(sentence, heardSeconds(sentence))
  const now = useRef<HTMLSpanElement>(null)
  // The panel keeps its height, so that nothing below it moves; a long sentence moves in it.
  useEffect(() => {
    const panel = now.current?.closest('section')
    if (now.current && panel) panel.scrollTop = now.current.offsetTop - panel.clientHeight / 2
  }, [word])
  return (
    <>
      <p class="words">
        {sentence.words.map(([text], i) => [
          <span
            key={i}
            ref={i === word ? now : null}
            class={i < word ? 'said' : i === word ? 'now' : 'coming'}
          >
            {text}
          </span>,
          ' ',
        ])}
      </p>
      <div
        class="bar"
        role="progressbar"
        aria-label={t('onAir.sentence')}
        aria-valuenow={Math.round(part * 100)}
      >
        <i style={{ width: `${part * 100}%` }} />
      </div>
    </>
  )
}
