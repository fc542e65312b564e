// Takes what the microphone hears as frames of 20 ms: 960 samples of 48 kHz mono, 16 bits, little endian. It runs in the
// audio thread of the browser; src/microphone.ts sends what it posts.

const SAMPLES = 960

class Frames extends AudioWorkletProcessor {
  constructor() {
    super()
    this.frame = new DataView(new ArrayBuffer(SAMPLES * 2))
    this.filled = 0
    this.peak = 0
  }

  process([channels]) {
    const left = channels?.[0]
    if (!left) return true
    const right = channels[1]
    for (let i = 0; i < left.length; i++) {
      const mixed = right ? (left[i] + right[i]) / 2 : left[i]
      const sample = Math.max(-1, Math.min(1, mixed))
      this.peak = Math.max(this.peak, Math.abs(sample))
      this.frame.setInt16(this.filled * 2, Math.round(sample * 32767), true)
      if (++this.filled === SAMPLES) {
        const { buffer } = this.frame
        this.port.postMessage({ buffer, peak: this.peak }, [buffer])
        this.frame = new DataView(new ArrayBuffer(SAMPLES * 2))
        this.filled = 0
        this.peak = 0
      }
    }
    return true
  }
}

registerProcessor('frames', Frames)
