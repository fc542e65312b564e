"""Says the lines of its standard input with the official piper-tts, three times each, and prints JSON."""
import json
import sys
import time

import onnxruntime
from piper import PiperVoice

voice = PiperVoice.load(sys.argv[1])
# One core is one thread: left alone, ONNX Runtime pins threads of its own to every core of the machine, whatever the
# process was given.
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
voice.session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
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
