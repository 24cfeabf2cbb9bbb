"""What a recording says of the microphone, and how much of the earpiece comes back: on sound made here.

The voice is a synthesised vowel: a glottal pulse train through three formants, in syllables with pauses, over the
noise of a room. It has what measurement of speech depends on: pauses, a crest of some 15 dB, a falling spectrum.
"""

import numpy as np
import numpy.typing as npt
import pytest

from console.audio.advice import AIM_DBFS, PROBE_S, TAIL_S, Echo, Mic, echo, judge, probe

Samples = npt.NDArray[np.float64]
RATE = 8000


def formant(samples: Samples, hz: float, width: float) -> Samples:
    """A resonance of two poles."""
    radius = np.exp(-np.pi * width / RATE)
    first, second = 2 * radius * np.cos(2 * np.pi * hz / RATE), -(radius**2)
    out = np.zeros_like(samples)
    for at in range(2, samples.size):
        out[at] = samples[at] + first * out[at - 1] + second * out[at - 2]
    return out


def voice(dbfs: float, *, noise_dbfs: float = -65.0, seconds: float = 3.0, seed: int = 1) -> Samples:
    """Speech whose spoken moments have this level, over white noise."""
    rng = np.random.default_rng(seed)
    count = int(RATE * seconds)
    at, pulses = 0.0, np.zeros(count)
    while at < count:
        pulses[int(at)] = 1.0
        at += RATE / (120 + 25 * np.sin(2 * np.pi * at / RATE) + rng.normal(0, 2))
    spoken = formant(formant(formant(pulses, 700, 90), 1200, 110), 2600, 160)
    place = np.arange(count) / RATE % 0.9
    spoken[(place < 0.15) | (place > 0.7)] = 0
    spoken /= np.sqrt((spoken[(place >= 0.15) & (place <= 0.7)] ** 2).mean())
    return spoken * 32768 * 10 ** (dbfs / 20) + rng.normal(0, 32768 * 10 ** (noise_dbfs / 20), count)


def pcm(samples: Samples) -> bytes:
    return bytes(samples.round().clip(-32768, 32767).astype("<i2").tobytes())


@pytest.mark.parametrize("level", [-45.0, -38.0, -30.0, -26.0, -20.0])
def test_the_level_of_speech_is_measured_in_its_spoken_moments(level: float) -> None:
    report = judge(pcm(voice(level)))
    assert report.speech == pytest.approx(level, abs=1.5)
    assert report.noise == pytest.approx(-65, abs=2.5)
    assert report.peak > report.speech + 6


@pytest.mark.parametrize(
    ("samples", "verdict"),
    [
        (np.zeros(24000), Mic.DEAD),
        (np.random.default_rng(1).integers(-2, 3, 24000).astype(float), Mic.DEAD),
        (np.random.default_rng(1).normal(0, 30, 24000), Mic.NO_SPEECH),
        (np.random.default_rng(1).normal(0, 30, 24000) + 900.0, Mic.NO_SPEECH),
        (voice(-44), Mic.QUIET),
        (voice(-26), Mic.GOOD),
        (voice(-30), Mic.GOOD),
        (voice(-12, seed=2).clip(-30000, 30000), Mic.LOUD),
        (voice(-6), Mic.CLIPPING),
        (voice(-28, noise_dbfs=-39), Mic.NOISY),
    ],
    ids=[
        "zeros",
        "hiss of a muted card",
        "silence in a room",
        "offset",
        "quiet",
        "good",
        "soft",
        "loud",
        "clip",
        "noisy",
    ],
)
def test_each_fault_has_its_verdict(samples: Samples, verdict: Mic) -> None:
    assert judge(pcm(samples)).verdict is verdict


def test_the_advice_leads_to_a_good_level_in_one_step() -> None:
    for level in (-46.0, -40.0, -14.0):
        before = judge(pcm(voice(level, noise_dbfs=-80)))
        after = judge(pcm(voice(level, noise_dbfs=-80) * 10 ** (before.turn / 20)))
        assert after.speech == pytest.approx(AIM_DBFS, abs=1.5)
        assert after.verdict is Mic.GOOD


def test_clipping_is_turned_down_whatever_its_mean() -> None:
    assert judge(pcm(voice(-6))).turn <= -6
    assert judge(pcm(voice(-26))).turn == 0


def test_too_little_sound_is_no_sound() -> None:
    assert judge(b"").verdict is Mic.DEAD
    assert judge(b"\x01").verdict is Mic.DEAD


# --- echo ---------------------------------------------------------------------------------------------------------


def room(loss_db: float, delay_ms: float, *, noise_dbfs: float = -70.0, with_voice: float | None = None) -> bytes:
    """What the microphone would record while the probe is played: direct sound, two reflections, noise."""
    played = np.frombuffer(probe(), dtype="<i2").astype(float)
    path = np.zeros(60)
    path[[0, 7, 31]] = (1.0, -0.45, 0.2)
    through = np.convolve(played, path)
    through *= 10 ** (-loss_db / 20) * np.sqrt((played**2).sum() / (through**2).sum())
    count, start = int(RATE * (PROBE_S + TAIL_S)), int(delay_ms * RATE / 1000)
    heard = np.random.default_rng(3).normal(0, 32768 * 10 ** (noise_dbfs / 20), count)
    if with_voice is not None:
        heard += voice(with_voice, seconds=PROBE_S + TAIL_S, noise_dbfs=-80)[:count]
    heard[start : start + through.size] += through[: count - start]
    return pcm(heard)


@pytest.mark.parametrize("loss", [3.0, 12.0, 22.0, 30.0, 38.0])
@pytest.mark.parametrize("delay", [15, 120, 600])
def test_loss_and_delay_of_an_echo_are_measured(loss: float, delay: int) -> None:
    report = echo(probe(), room(loss, delay))
    assert report.loss == pytest.approx(loss, abs=1.0)
    assert report.delay_ms == pytest.approx(delay, abs=2)
    assert report.verdict is (Echo.STRONG if loss < 25 else Echo.FAINT)


def test_a_good_headset_has_no_echo() -> None:
    assert echo(probe(), room(90, 50)).verdict is Echo.NONE
    assert echo(probe(), room(46, 50, noise_dbfs=-75)).verdict is Echo.NONE


def test_an_echo_is_found_under_a_voice() -> None:
    report = echo(probe(), room(15, 80, with_voice=-32))
    assert report.verdict is Echo.STRONG
    assert report.loss == pytest.approx(15, abs=2.5)


def test_where_nothing_can_be_said_nothing_is_said() -> None:
    silent = bytes(2 * int(RATE * (PROBE_S + TAIL_S)))
    assert echo(probe(), silent).verdict is Echo.UNKNOWN
    assert echo(probe(), b"").verdict is Echo.UNKNOWN
    assert echo(probe(), room(90, 0, noise_dbfs=-18)).verdict is Echo.UNKNOWN, "a din hides any echo"


def test_a_voice_alone_is_no_echo() -> None:
    for seed in range(5):
        samples = voice(-30, seconds=PROBE_S + TAIL_S, seed=seed)
        assert echo(probe(), pcm(samples)).verdict in (Echo.NONE, Echo.UNKNOWN)
