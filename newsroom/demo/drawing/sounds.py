"""Sounds of the demo, computed, as WAV files."""

import io
import wave
from array import array
from itertools import chain
from math import exp, pi, sin

RATE = 8_000  # samples a second


def sounded(name: str) -> bytes:
    """Return the sound of that name as the bytes of a WAV file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", chain.from_iterable(SOUNDS[name]())).tobytes())
    return made.getvalue()


def _foghorn() -> list[list[int]]:
    """Return two blasts of a horn, each of a second and a half, and the silence after each."""
    blast = [_horn(step / RATE, 1.5) for step in range(int(1.5 * RATE))]
    silence = [0] * RATE
    return [blast, silence, blast, silence]


def _horn(at: float, length: float) -> int:
    """Return the sample of a low tone with five overtones, which rises and fades within a tenth of a second."""
    tone = sum(sin(2 * pi * 110 * overtone * at) / overtone for overtone in range(1, 6))
    return int(9_000 * tone * (1 - exp(-at / 0.05)) * min(1, (length - at) / 0.1))


SOUNDS = {"foghorn": _foghorn}
