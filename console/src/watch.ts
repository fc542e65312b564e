// The watch page: the stream as viewers get it (HLS), nothing secret, nothing to operate.

import Hls from 'hls.js'
import './watch.css'

const PLAYLIST = '/watch/hls/index.m3u8'
const RETRY_MS = 2000
/** A picture that has stood for so long is not live any more. */
const STANDSTILL_MS = 8000

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const video = element<HTMLVideoElement>('video')
const badge = element('badge')
const veil = element('veil')
const sound = element<HTMLButtonElement>('sound')

let live = false
let hls: Hls | undefined
let retry: ReturnType<typeof setTimeout> | undefined
let moved = { at: 0, clock: performance.now() }

function show(now: boolean, words = ''): void {
  live = now
  badge.dataset['on'] = now ? 'yes' : 'no'
  badge.textContent = now ? 'Live' : 'Offline'
  veil.hidden = now
  if (words) veil.textContent = words
  sound.hidden = !now || !video.muted
}

function play(): void {
  video.play().catch((error: unknown) => {
    // A browser that wants a click first lets a silent picture play.
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || video.muted) return
    video.muted = true
    play()
  })
}

function again(words: string): void {
  show(false, words)
  hls?.destroy()
  hls = undefined
  clearTimeout(retry)
  retry = setTimeout(begin, RETRY_MS)
}

const OFF_AIR = 'The stream is not on air. It starts here by itself.'

function begin(): void {
  moved = { at: video.currentTime, clock: performance.now() }
  if (!Hls.isSupported()) {
    if (!video.canPlayType('application/vnd.apple.mpegurl')) {
      return show(false, 'This browser cannot play the stream; try Chrome, Edge, Safari or Firefox.')
    }
    video.src = PLAYLIST
    return play()
  }
  hls = new Hls({
    liveSyncDurationCount: 2,
    liveMaxLatencyDurationCount: 6,
    maxLiveSyncPlaybackRate: 1.1,
    backBufferLength: 30,
  })
  hls.on(Hls.Events.MANIFEST_PARSED, play)
  hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return
    if (type === Hls.ErrorTypes.MEDIA_ERROR && video.readyState > 0) hls?.recoverMediaError()
    else again(OFF_AIR)
  })
  hls.loadSource(PLAYLIST)
  hls.attachMedia(video)
}

/** The page takes the shape of the picture: 16:9, 9:16, square. */
function shape(): void {
  const { videoWidth, videoHeight } = video
  if (!videoWidth || !videoHeight) return
  const style = document.documentElement.style
  style.setProperty('--shape', `${videoWidth} / ${videoHeight}`)
  style.setProperty('--wide', String(videoWidth / videoHeight))
}

video.addEventListener('loadedmetadata', shape)
video.addEventListener('resize', shape)
video.addEventListener('playing', () => show(true))
video.addEventListener('ended', () => again('The stream has ended.'))
video.addEventListener('error', () => !hls && again(OFF_AIR))
video.addEventListener('volumechange', () => show(live))
sound.addEventListener('click', () => {
  video.muted = false
  play()
})
setInterval(() => {
  const clock = performance.now()
  if (video.currentTime !== moved.at || (live && video.paused)) moved = { at: video.currentTime, clock }
  else if (live && clock - moved.clock > STANDSTILL_MS)
    again('The stream is interrupted. It goes on here by itself.')
}, 500)
begin()
