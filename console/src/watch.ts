// The watch page: the stream as viewers get it (HLS), nothing secret, nothing to operate.

import Hls from 'hls.js'
import './watch.css'

const PLAYLIST = '/watch/hls/index.m3u8'
const RETRY_MS = 2000

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const video = element<HTMLVideoElement>('video')
const badge = element('badge')
const veil = element('veil')
const sound = element<HTMLButtonElement>('sound')

function show(live: boolean, words = ''): void {
  badge.dataset['on'] = live ? 'yes' : 'no'
  badge.textContent = live ? 'Live' : 'Offline'
  veil.hidden = live
  if (words) veil.textContent = words
  sound.hidden = !live || !video.muted
}

function play(): void {
  void video.play().catch(() => {
    video.muted = true
    void video.play().catch(() => {})
  })
}

function begin(): void {
  if (!Hls.isSupported()) {
    if (!video.canPlayType('application/vnd.apple.mpegurl')) {
      return show(false, 'This browser cannot play the stream; try Chrome, Edge, Safari or Firefox.')
    }
    video.src = PLAYLIST
    video.onerror = () => {
      show(false)
      setTimeout(begin, RETRY_MS)
    }
    return play()
  }
  const hls = new Hls({ liveSyncDurationCount: 2, liveMaxLatencyDurationCount: 6, maxLiveSyncPlaybackRate: 1.1, backBufferLength: 30 })
  hls.on(Hls.Events.MANIFEST_PARSED, play)
  hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return
    if (type === Hls.ErrorTypes.MEDIA_ERROR && video.readyState > 0) return hls.recoverMediaError()
    hls.destroy()
    show(false, 'The stream is not on air. It starts here by itself.')
    setTimeout(begin, RETRY_MS)
  })
  hls.loadSource(PLAYLIST)
  hls.attachMedia(video)
}

video.addEventListener('playing', () => show(true))
video.addEventListener('volumechange', () => show(badge.dataset['on'] === 'yes'))
sound.addEventListener('click', () => {
  video.muted = false
  play()
})
begin()
