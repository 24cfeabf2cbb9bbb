"""The recognising process without its model: voices in, results out, nothing lost and nothing left behind."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from telephony.connectors.base import FRAME_BYTES
from telephony.errors import ModelUnusable
from telephony.listening import worker
from telephony.listening.base import Hypothesis
from telephony.listening.cutter import Cut
from telephony.listening.engine import Decoded, Decoder, Proposal, Propose, nothing_else
from telephony.listening.worker import Workshop
from telephony.listening.worker_wire import (
    Audio,
    Begin,
    Finish,
    FromWorker,
    Gone,
    Load,
    Ready,
    ToWorker,
    Understood,
    Unusable,
    frame_of,
    read_frame,
)

SPEECH = b"\x01" * FRAME_BYTES * 40 + b"\x00" * FRAME_BYTES * 50


class Engine:
    """Says how long the cut was."""

    name, model = "made up", "none"

    def decoder(self, propose: Propose = nothing_else) -> Decoder:
        return self

    def decode(self, cut: Cut) -> Decoded:
        return Decoded((Hypothesis(f"听到{cut.voiced}帧", -0.1),))

    def again(self, cut: Cut) -> Iterator[Decoded] | None:
        return (Decoded((Hypothesis(f"又听到{cut.voiced}帧", -0.1),)) for _ in range(1))


def detector() -> Callable[[bytes], bool]:
    return lambda frame: frame[0] == 1


def ran(*messages: ToWorker) -> list[FromWorker]:
    """What a workshop says to these, its threads run to the end after each."""
    said: list[FromWorker] = []
    shop = Workshop(Engine(), detector, said.append)
    for message in messages:
        shop.take(message)
        run_out(shop)
    return said


def run_out(shop: Workshop) -> None:
    while (job := shop._take()) is not None:
        shop.decode(job)


def test_a_voice_is_understood_and_forgotten() -> None:
    said = ran(Begin(7, True), Audio(7, 0.0, SPEECH), Finish(7))
    texts = [(one.heard.text, one.heard.final) for one in said if isinstance(one, Understood)]
    assert texts[-1] == ("又听到40帧", True)
    assert said[-1] == Gone(7)


def understood(said: list[FromWorker]) -> list[tuple[int, int, str, bool]]:
    return [
        (one.voice, one.heard.segment, one.heard.text, one.heard.final) for one in said if isinstance(one, Understood)
    ]


def test_what_is_over_is_shown_and_its_final_result_held_while_others_are_more_urgent() -> None:
    said: list[FromWorker] = []
    shop = Workshop(Engine(), detector, said.append)
    for message in (Begin(1, True), Begin(2, True), Audio(1, 0.0, SPEECH), Audio(2, 0.0, SPEECH)):
        shop.take(message)
    run_out(shop)
    assert understood(said) == [
        (1, 0, "听到40帧", False),
        (2, 0, "听到40帧", False),
        (1, 0, "又听到40帧", False),
        (1, 0, "又听到40帧", True),
        (2, 0, "又听到40帧", False),
        (2, 0, "又听到40帧", True),
    ]


def test_more_of_the_same_voice_gives_up_hearing_the_last_again_and_comes_after_it() -> None:
    said: list[FromWorker] = []
    shop = Workshop(Engine(), detector, said.append)
    shop.take(Begin(1, True))
    shop.take(Audio(1, 0.0, SPEECH))
    job = shop._take()
    assert job is not None
    shop.decode(job)
    shop.take(Audio(1, 3.0, SPEECH))
    shop.take(Finish(1))
    run_out(shop)
    assert understood(said) == [
        (1, 0, "听到40帧", False),
        (1, 0, "听到40帧", True),
        (1, 1, "听到40帧", False),
        (1, 1, "又听到40帧", False),
        (1, 1, "又听到40帧", True),
    ]
    assert said[-1] == Gone(1)


def test_what_is_open_at_the_end_of_a_voice_is_final() -> None:
    said = ran(Begin(7, False), Audio(7, 0.0, SPEECH[: 40 * FRAME_BYTES]), Finish(7))
    finals = [one for one in said if isinstance(one, Understood) and one.heard.final]
    assert len(finals) == 1
    assert said[-1] == Gone(7)


def test_a_silent_voice_is_forgotten_without_a_word() -> None:
    assert ran(Begin(1, True), Audio(1, 0.0, bytes(16000)), Finish(1)) == [Gone(1)]


def test_only_of_an_agent_is_it_asked_what_else_was_said() -> None:
    given: list[Propose] = []

    class Noting(Engine):
        def decoder(self, propose: Propose = nothing_else) -> Decoder:
            given.append(propose)
            return super().decoder()

    def propose(_: object) -> list[Proposal]:
        return []

    shop = Workshop(Noting(), detector, lambda _: None, propose=propose)
    shop.take(Begin(1, True))
    shop.take(Begin(2, False))
    assert given == [propose, nothing_else]


def test_audio_of_nobody_is_passed_over() -> None:
    assert ran(Audio(9, 0.0, SPEECH), Finish(9)) == []


def test_it_tells_how_far_it_is_behind_when_that_changes() -> None:
    clock = iter([0.0, *(number * 0.6 for number in range(1, 100))])
    said: list[FromWorker] = []
    shop = Workshop(Engine(), detector, said.append, lambda: next(clock))
    shop.take(Begin(1, True))
    for place in range(4):
        shop.take(Audio(1, place * 2.0, SPEECH))
    loads = [one for one in said if isinstance(one, Load)]
    assert loads
    assert loads[-1].behind_s > 0


def serve(monkeypatch: pytest.MonkeyPatch, *messages: ToWorker) -> tuple[int, list[FromWorker]]:
    monkeypatch.setattr(worker, "load_engine", lambda folder, threads: Engine())
    monkeypatch.setattr(worker, "voice_detector", lambda: detector)
    monkeypatch.setattr(worker.os, "nice", lambda by: by)  # type: ignore[attr-defined]
    source, sink = io.BytesIO(b"".join(map(frame_of, messages))), io.BytesIO()
    status = worker.main(["folder", "2"], source, sink)
    sink.seek(0)
    said: list[FromWorker] = []
    while (body := read_frame(sink)) is not None:
        said.append(msgspec.msgpack.decode(body, type=FromWorker))
    return status, said


def test_the_process_says_that_it_is_ready_and_ends_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    before = threading.active_count()
    status, said = serve(monkeypatch, Begin(1, True), Audio(1, 0.0, SPEECH))
    assert status == 0
    assert said[0] == Ready("made up", "none")
    assert threading.active_count() == before


def test_a_model_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sink = io.BytesIO()

    def load(folder: Path, threads: int) -> Engine:
        raise ModelUnusable(str(folder), "no such folder")

    monkeypatch.setattr(worker, "load_engine", load)
    monkeypatch.setattr(worker.os, "nice", lambda by: by)  # type: ignore[attr-defined]
    assert worker.main(["folder", "1"], io.BytesIO(), sink) == 1
    body = read_frame(io.BytesIO(sink.getvalue()))
    assert body is not None
    assert msgspec.msgpack.decode(body, type=FromWorker) == Unusable("folder", "no such folder")
