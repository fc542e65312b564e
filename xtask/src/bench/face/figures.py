"""Figures of a face from what was seen of it, frame by frame, and the engine's times."""

import math

import numpy as np

FPS, RATE = 30, 48000
# Frames before a sentence and after it.
LEAD = 15
BILABIAL, LABIODENTAL = set("pbm"), set("fv")
OPEN = "aɑæɒ"
# Vowels with their lips drawn apart; sounds with lips forward.
SPREAD, ROUND = set("ieɪɛ"), set("uoʊɔwyʃ")
# How far lips are apart in the middle of a phone, 0..1, by the height of a vowel in the chart of the IPA; what is not here
# is .3. An h has the mouth of its vowel.
APART = {
    **dict.fromkeys("pbm", 0.0), **dict.fromkeys("fv", 0.1), **dict.fromkeys("szʃʒɕʂ", 0.25), "_": 0.0, "w": 0.15,
    **dict.fromkeys("iuyɯɨ", 0.27), **dict.fromkeys("ɪʊʏ", 0.33), **dict.fromkeys("eoøɤɵ", 0.45), "ə": 0.38,
    **dict.fromkeys("ɛɔʌɜœɝ", 0.6), "ɐ": 0.7, **dict.fromkeys(OPEN, 0.9),
}
VOWELS = set("iuyɯɨɪʊʏeoøɤɵəɛɔʌɜœɝɐɚ" + OPEN)
# The share of a diphthong that its first vowel takes.
FIRST = 0.57
# Lips closer than this share of the widest open vowel are shut; than that, they touch teeth.
SHUT, NARROW = 0.08, 0.35


def bare(phone):
    return phone["phone"].strip("ˈˌː'ˑ\u200d")


def frame(sample):
    return LEAD + sample / RATE * FPS


def inside(phone):
    """The frames that fall in a phone, or the one that follows its start where it is shorter than a frame."""
    a, b = frame(phone["start"]), frame(phone["end"])
    return slice(math.ceil(a), max(math.ceil(a) + 1, math.ceil(b)))


def asked(timeline):
    """What the phones ask for, one after the other: sample, sample after it, how far the lips are apart."""
    phones = timeline["phones"]
    for n, phone in enumerate(phones):
        name, start, end = bare(phone), phone["start"], phone["end"]
        if name[:1] in ("h", "ɦ") and n + 1 < len(phones):
            name = bare(phones[n + 1])
        vowels = [c for c in name if c in VOWELS]
        if len(vowels) > 1 and name[0] in VOWELS:
            middle = start + FIRST * (end - start)
            yield start, middle, APART.get(vowels[0], 0.38)
            yield middle, end, APART.get(vowels[1], 0.38)
        else:
            yield start, end, APART.get(name[:1], 0.3)


def expected(timeline, frames):
    """The gap that the phones ask for, frame by frame, smoothed as lips are slow."""
    fine = 8
    out = np.zeros(frames * fine)
    for start, end, apart in asked(timeline):
        out[max(0, round(frame(start) * fine)) : round(frame(end) * fine)] = apart
    kernel = np.hanning(6 * fine)
    return np.convolve(out, kernel / kernel.sum(), "same")[::fine]


def auc(low, high):
    """How often something of `high` is above something of `low`; none where one of them is empty."""
    if not len(low) or not len(high):
        return None
    low, high = np.array(low), np.array(high)
    return float(np.mean([(high > x).mean() + 0.5 * (high == x).mean() for x in low]))


def motion(gap):
    """Power of the gap's velocity in a frame: all of it, and what is faster than 10 Hz."""
    window = np.hanning(len(gap) - 1)
    power = np.abs(np.fft.rfft(np.diff(gap) * window)) ** 2 / (window**2).sum()
    hertz = np.fft.rfftfreq(len(gap) - 1, 1 / FPS)
    return np.array([power[hertz > 0].sum(), power[hertz > 10].sum()]) / len(gap)


def tremble(seen):
    """What is faster than 10 Hz in what is seen of a mouth that has nothing so fast."""
    gap = seen[:, 5]
    ok = ~np.isnan(gap)
    return motion(np.interp(np.arange(len(gap)), np.flatnonzero(ok), gap[ok]))[1]


class Score:
    """Of lips, over sentences."""

    def __init__(self):
        self.bilabial, self.vowel, self.labiodental = [], [], []
        self.gaps, self.wants, self.motion = [], [], []
        self.spread, self.round = [], []
        self.lost, self.frames = 0, 0

    def add(self, seen, timeline):
        gap = seen[:, 0]
        ok = ~np.isnan(gap)
        self.lost += int((~ok).sum())
        self.frames += len(gap)
        if ok.mean() < 0.9:
            return
        gap = np.interp(np.arange(len(gap)), np.flatnonzero(ok), gap[ok])
        # Lips at rest: what the landmarks of shut lips are apart.
        gap = gap - np.median(gap[:8])
        for phone in timeline["phones"]:
            of, name = gap[inside(phone)], bare(phone)
            if not len(of):
                continue
            if name[:1] in BILABIAL:
                self.bilabial.append(of.min())
            elif name[:1] in LABIODENTAL:
                self.labiodental.append(of.min())
            elif name[:1] in OPEN and phone["end"] - phone["start"] > 0.06 * RATE:
                self.vowel.append(of.max())
        self.gaps.append(gap)
        self.wants.append(expected(timeline, len(gap)))
        tracked = np.interp(np.arange(len(gap)), np.flatnonzero(ok), seen[ok, 5])
        self.motion.append(len(gap) * motion(tracked))
        for phone in timeline["phones"]:
            if phone["end"] - phone["start"] > 0.05 * RATE and bare(phone)[:1] in SPREAD | ROUND:
                lips = self.spread if bare(phone)[:1] in SPREAD else self.round
                lips.append(np.nanmedian(seen[inside(phone), 1]))

    def figures(self, trembling):
        """`trembling`: what landmarks add to a movement, see [tremble]."""
        if not self.gaps:
            return {"sentences": 0}
        spoken = sum(len(gap) - 2 * LEAD for gap in self.gaps)
        power, quick = np.sum(self.motion, axis=0)
        own = max(quick - trembling * spoken, 0.0)
        widest = np.quantile(self.vowel, 0.9) if self.vowel else np.nan
        lags = np.arange(-6, 6.01, 0.25)
        best, lag = max((self.correlation(lag), lag) for lag in lags)
        share = lambda of, below: float(np.mean(np.array(of) < below * widest)) if of else None
        return {
            "auc_bilabial_open": auc(self.bilabial, self.vowel),
            "bilabials_closed": share(self.bilabial, SHUT),
            "labiodentals_at_teeth": share(self.labiodental, NARROW),
            "correlation": best,
            "lag_ms": float(lag) / FPS * 1000,
            "jitter": float(own / power),
            "jitter_with_landmarks": float(quick / power),
            "auc_round_spread": auc(self.round, self.spread),
            "correlation_in_sync": self.correlation(0),
            "sentences": len(self.gaps),
            "phones": len(self.bilabial) + len(self.vowel) + len(self.labiodental),
            "frames_without_a_face": self.lost / max(self.frames, 1),
        }

    def correlation(self, lag):
        """Of the gap with the phones, when the picture is later by `lag` frames."""
        a, b = [], []
        for gap, want in zip(self.gaps, self.wants):
            t = np.arange(8, len(gap) - 8)
            a.append(np.interp(t + lag, np.arange(len(gap)), gap) - gap.mean())
            b.append(want[t] - want.mean())
        return float(np.corrcoef(np.concatenate(a), np.concatenate(b))[0, 1])


def vowels(seen, timeline):
    """Lip gap and mouth width of long vowels in their middles, and how steady they are held."""
    rest = np.nanmedian(seen[:8, 0])
    found = {}
    for phone in timeline["phones"]:
        name = bare(phone)
        span = inside(phone)
        if name[:1] not in "aɑiuɔoeɛ" or span.stop - span.start < 6:
            continue
        quarter = (span.stop - span.start) // 4
        middle = seen[span.start + quarter : span.stop - quarter]
        found[name] = {
            "gap": float(np.nanmedian(middle[:, 0]) - rest),
            "width": float(np.nanmedian(middle[:, 1])),
            "unsteady": float(np.nanstd(middle[:, 0])),
        }
    return found


class Eyes:
    """Blinks and gaze."""

    def __init__(self):
        self.seen = []

    def add(self, seen):
        self.seen.append(seen)

    def figures(self):
        if not self.seen:
            return {"minutes": 0}
        seen = np.concatenate(self.seen)
        opening = np.nanmean(seen[:, 2:4], axis=1)
        usual = np.nanmedian(opening)
        # At thirty pictures a second a lid is caught on its way as often as shut.
        down = opening < 0.6 * usual
        starts = np.flatnonzero(down[1:] & ~down[:-1])
        ends = np.flatnonzero(~down[1:] & down[:-1])
        lengths = [e - s for s, e in zip(starts, ends[np.searchsorted(ends, starts[0]) :])] if len(starts) else []
        aside = seen[:, 4] - np.nanmedian(seen[:, 4])
        return {
            "minutes": len(seen) / FPS / 60,
            "blinks_per_minute": len(starts) / (len(seen) / FPS / 60),
            "blink_ms_median": float(np.median(lengths)) / FPS * 1000 if lengths else None,
            "gaze_at_lens": float(np.nanmean(np.abs(aside[~down]) < 0.06)),
            "gaze_shifts_per_minute": float(np.sum(np.abs(np.diff(aside)) > 0.03) / (len(seen) / FPS / 60)),
        }
