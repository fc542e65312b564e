// The watch page: the stream as viewers get it (HLS), nothing secret, nothing to operate.

import Hls from 'hls.js'
import './watch.css'

const PLAYLIST = '/watch/hls/index.m3u8'
const RETRY_MS = 2000
/** A picture that has stood for so long is not live any more. */
const STANDSTILL_MS = 8000

/** The page's few words: viewers have no settings, so it speaks their browser's language. */
const WORDS = {
  en: {
    title: 'Compere live',
    live: 'Live',
    offline: 'Offline',
    picture: 'Live stream',
    sound: 'Tap for sound',
    notBegun: 'The stream has not begun. It starts here by itself.',
    offAir: 'The stream is not on air. It starts here by itself.',
    ended: 'The stream has ended.',
    interrupted: 'The stream is interrupted. It goes on here by itself.',
    unsupported: 'This browser cannot play the stream; try Chrome, Edge, Safari or Firefox.',
  },
  zh: {
    title: 'Compere 直播',
    live: '直播中',
    offline: '未开播',
    picture: '直播画面',
    sound: '点击开启声音',
    notBegun: '直播尚未开始，开始后将自动播放。',
    offAir: '当前没有直播，开始后将自动播放。',
    ended: '直播已结束。',
    interrupted: '直播中断，恢复后将自动继续。',
    unsupported: '此浏览器无法播放直播；请使用 Chrome、Edge、Safari 或 Firefox。',
  },
}
const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
const words = WORDS[language]

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const video = element<HTMLVideoElement>('video')
const badge = element('badge')
const veil = element('veil')
const sound = element<HTMLButtonElement>('sound')

document.documentElement.lang = language
document.title = words.title
badge.textContent = words.offline
veil.textContent = words.notBegun
sound.textContent = words.sound
video.setAttribute('aria-label', words.picture)

let live = false
let hls: Hls | undefined
let retry: ReturnType<typeof setTimeout> | undefined
let moved = { at: 0, clock: performance.now() }

function show(now: boolean, why = ''): void {
  live = now
  badge.dataset['on'] = now ? 'yes' : 'no'
  badge.textContent = now ? words.live : words.offline
  veil.hidden = now
  if (why) veil.textContent = why
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

function again(why: string): void {
  show(false, why)
  hls?.destroy()
  hls = undefined
  clearTimeout(retry)
  retry = setTimeout(begin, RETRY_MS)
}

function begin(): void {
  moved = { at: video.currentTime, clock: performance.now() }
  if (!Hls.isSupported()) {
    if (!video.canPlayType('application/vnd.apple.mpegurl')) {
      return show(false, words.unsupported)
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
    else again(words.offAir)
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
video.addEventListener('ended', () => again(words.ended))
video.addEventListener('error', () => !hls && again(words.offAir))
video.addEventListener('volumechange', () => show(live))
sound.addEventListener('click', () => {
  video.muted = false
  play()
})
setInterval(() => {
  const clock = performance.now()
  if (video.currentTime !== moved.at || (live && video.paused)) moved = { at: video.currentTime, clock }
  else if (live && clock - moved.clock > STANDSTILL_MS) again(words.interrupted)
}, 500)
begin()
