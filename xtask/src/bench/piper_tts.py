"""Says the lines of its standard input with the official piper-tts, three times each, and prints JSON."""
import json
import sys
import time

from piper import PiperVoice

voice = PiperVoice.load(sys.argv[1])
lines = [line.strip() for line in sys.stdin if line.strip()]
list(voice.synthesize(lines[0]))
audio = busy = 0.0
for line in lines:
    for _ in range(3):
        begun = time.perf_counter()
        chunks = list(voice.synthesize(line))
        busy += time.perf_counter() - begun
        audio += sum(len(c.audio_int16_bytes) / 2 / c.sample_rate for c in chunks)
print(json.dumps({"audio_seconds": audio, "busy_seconds": busy, "real_time_factor": busy / audio}))
