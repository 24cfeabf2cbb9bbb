"""What fills a gap must sound like what was lost, more than silence or a plain repetition does."""

import math
import random

import numpy as np
import numpy.typing as npt
import pytest
from aiortp.plc import PcmConcealer

from telephony.media.conceal import WaveformConcealer
from telephony.media.playout import Playout
from telephony.media.tap import Tap

Signal = npt.NDArray[np.float64]
FRAME = 320


def speech(seconds: float) -> bytes:
    """A voice: pulses at a pitch that glides between 105 and 145 Hz, two formants, syllables."""
    times = np.arange(int(seconds * 8000)) / 8000
    turns = np.cumsum(125 + 20 * np.sin(2 * np.pi * 1.3 * times)) / 8000
    wave = np.zeros_like(times)
    for n in range(1, 25):
        strength = math.exp(-(((125 * n - 600) / 500) ** 2)) + 0.5 * math.exp(-(((125 * n - 2200) / 400) ** 2))
        wave += strength * np.sin(2 * np.pi * n * turns)
    wave *= 0.6 + 0.4 * np.sin(2 * np.pi * 3 * times)
    return bytes((wave / np.abs(wave).max() * 9000).astype("<i2").tobytes())


def samples(pcm: bytes) -> Signal:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def with_losses(concealer: PcmConcealer, pcm: bytes, lost: set[int]) -> bytes:
    out = []
    for number in range(len(pcm) // FRAME):
        frame = pcm[FRAME * number : FRAME * (number + 1)]
        if number in lost:
            out.append(concealer.conceal(160))
            continue
        if isinstance(concealer, WaveformConcealer):
            frame = concealer.rejoin(frame)
        concealer.update(frame)
        out.append(frame)
    return b"".join(out)


def spectrum(pcm: bytes) -> Signal:
    windows = np.lib.stride_tricks.sliding_window_view(samples(pcm), 256)[::80] * np.hanning(256)
    return np.asarray(10 * np.log10(np.abs(np.fft.rfft(windows)) ** 2 + 1e4))


def spectral_distance(pcm: bytes, truth: bytes, lost: set[int]) -> float:
    """Mean log-spectral distance in dB over the windows that touch a lost frame."""
    distance = np.sqrt(((spectrum(pcm) - spectrum(truth)) ** 2).mean(axis=1))
    touched = [bool({80 * n // 160, (80 * n + 255) // 160} & lost) for n in range(len(distance))]
    return float(distance[touched].mean())


def seam_step(pcm: bytes, lost: set[int]) -> float:
    """Mean step between the samples on the two sides of each seam."""
    heard = samples(pcm)
    seams = [160 * at for number in lost for at in (number, number + 1) if 160 * at < len(heard)]
    return float(np.mean([abs(heard[at] - heard[at - 1]) for at in seams]))


class Silence(PcmConcealer):
    def conceal(self, num_samples: int) -> bytes:
        return bytes(2 * num_samples)


@pytest.mark.parametrize("share", [0.03, 0.1])
def test_a_filled_gap_is_nearer_to_the_truth_than_silence_or_repetition(share: float) -> None:
    truth = speech(8)
    chance = random.Random(5)
    lost = {number for number in range(5, len(truth) // FRAME - 1) if chance.random() < share}
    made = {
        name: with_losses(concealer, truth, lost)
        for name, concealer in (
            ("ours", WaveformConcealer()),
            ("repeated", PcmConcealer(8000)),
            ("silence", Silence(8000)),
        )
    }
    distance = {name: spectral_distance(pcm, truth, lost) for name, pcm in made.items()}
    assert distance["ours"] < distance["repeated"] - 1
    assert distance["ours"] < distance["silence"] - 0.5
    assert seam_step(made["ours"], lost) < 0.6 * seam_step(made["repeated"], lost)


def test_a_steady_tone_goes_on_through_a_lost_frame() -> None:
    times = np.arange(1600)
    truth = (8000 * np.sin(2 * np.pi * times / 64)).astype("<i2").tobytes()
    heard = samples(with_losses(WaveformConcealer(), truth, {5}))
    error = heard[800:880] - samples(truth)[800:880]
    assert np.abs(error).max() < 400, "the first 10 ms are whole, in phase"


def test_a_long_gap_fades_to_silence_and_the_way_back_is_blended() -> None:
    concealer = WaveformConcealer()
    tone = (8000 * np.sin(2 * np.pi * np.arange(480) / 64)).astype("<i2").tobytes()
    for at in range(0, len(tone), FRAME):
        concealer.update(tone[at : at + FRAME])
    levels = [np.abs(samples(concealer.conceal(160))).max() for _ in range(5)]
    assert levels[0] > 7000
    assert levels == sorted(levels, reverse=True)
    assert levels[3:] == [0, 0], "silent after 60 ms"
    back = samples(concealer.rejoin(b"\x10\x27" * 160))
    assert back[0] == 0
    assert back[40] == 10_000


def test_before_anything_was_heard_there_is_silence() -> None:
    assert WaveformConcealer().conceal(160) == bytes(FRAME)
    assert WaveformConcealer().rejoin(b"ab" * 160) == b"ab" * 160


def frames(count: int) -> list[bytes]:
    return [bytes([n + 1]) * FRAME for n in range(count)]


def test_the_tap_gives_frames_in_order_and_fills_short_gaps() -> None:
    tap = Tap()
    heard = [tap.feed(160 * n, frame) for n, frame in enumerate(frames(6)) if n not in (3, 4)]
    assert [len(one) for one in heard] == [1, 1, 1, 3]
    assert tap.concealed == 2


def test_the_tap_leaves_out_what_is_late_and_does_not_fill_a_pause() -> None:
    tap = Tap()
    made = frames(4)
    assert tap.feed(0, made[0]) == [made[0]]
    assert len(tap.feed(320, made[2])) == 2
    assert tap.feed(160, made[1]) == [], "filled already"
    assert len(tap.feed(480, made[3])) == 1
    assert tap.feed(8000, made[0]) == [made[0]], "a pause of 0.9 s"
    assert tap.concealed == 1
    tap.reset()
    assert tap.feed(8640, made[1]) == [made[1]]


def test_the_tap_goes_on_over_the_wrap() -> None:
    tap = Tap()
    near = (1 << 32) - 160
    assert [len(tap.feed(at % (1 << 32), bytes(FRAME))) for at in (near, near + 160, near + 480)] == [1, 1, 2]


def played(lost: set[int], count: int = 60) -> tuple[list[bytes], Playout]:
    """A steady sender through the playout buffer, one tick a frame, `lost` never put."""
    playout, heard = Playout(), []
    truth = speech(count / 50)
    for number in range(count):
        if number not in lost:
            playout.put(160 * number, truth[FRAME * number : FRAME * (number + 1)])
        frame = playout.tick()
        if frame is not None:
            heard.append(frame[0])
    return heard, playout


def test_the_playout_buffer_fills_losses_and_counts_them() -> None:
    whole, _ = played(set())
    heard, playout = played({20, 30, 31})
    assert len(heard) == len(whole)
    assert playout.concealed == 3
    changed = [n for n, (one, other) in enumerate(zip(whole, heard, strict=True)) if one != other]
    assert changed == [20, 21, 30, 31, 32], "the lost ones, and the one after each gap that is blended"
    assert max(np.abs(samples(heard[20]))) > 1000, "no silence in the gap"


def test_the_end_of_a_talkspurt_is_no_loss() -> None:
    playout = Playout()
    for number in range(20):
        playout.put(160 * number, bytes(FRAME))
    for _ in range(40):
        playout.tick()
    assert playout.concealed == 0
