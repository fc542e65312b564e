// The cameras of the scene on air.

import { useEffect } from 'preact/hooks'
import { board, cameras, link, setCamera } from '../store'

export function Cameras() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const camera =
        event.altKey && /^Digit[1-9]$/.test(event.code) && cameras.value[Number(event.code[5]) - 1]
      if (camera) {
        event.preventDefault()
        void setCamera(camera)
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  if (cameras.value.length === 0) return null
  return (
    <section class="panel cameras" aria-label="Cameras">
      <h2>Camera</h2>
      <div class="pads">
        {cameras.value.map((camera, i) => (
          <button
            type="button"
            key={camera}
            aria-pressed={board.value.status?.camera === camera}
            disabled={link.value !== 'open'}
            onClick={() => void setCamera(camera)}
            title={i < 9 ? `Alt+${i + 1}` : undefined}
          >
            {camera.replaceAll(/[-_]/g, ' ')}
          </button>
        ))}
      </div>
    </section>
  )
}
