"""Devices by name, and devices that die and come back in a call. The card is scripted, the clock turned by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from console.audio import devices as devices_module
from console.audio.devices import DeviceMicrophone, DeviceSpeaker
from console.audio.ear import Ear
from console.audio.ends import Source
from console.audio.levels import measure
from console.audio.listing import Device, devices_of, find, same_name
from console.audio.playout import SILENCE
from console.audio.plugs import OFF, STARVED, YOUNG_S, Happened, Plugboard, Role
from console.audio.tones import reference_tone
from console.errors import AudioFault

BUILT_IN = Device(0, "HDA Intel PCH (hw:0,0)", "ALSA", 2, 2, 48000, default_input=True, default_output=True)
HEADSET = Device(1, "Jabra EVOLVE 20 (hw:1,0)", "ALSA", 1, 2, 48000)
VOICE = b"\x01\x02" * 160


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class End:
    """A device of the scripted card: microphone and speaker in one."""

    device: Device
    card: "Card"
    open: bool = False
    source: Source | None = None

    def start(self, playout: Source | None = None) -> None:
        if self.device not in self.card.real or self.card.refuses == self.device.label:
            raise AudioFault(self.device.label, "打不开", "cannot be opened")
        self.open, self.source = True, playout
        self.card.opened.append(self.device.name)

    def begin_call(self) -> None:
        pass

    def capture(self, due: int) -> list[bytes]:
        return [VOICE] * due if self.alive() else []

    def beat(self, due: int) -> None:
        pass

    def alive(self) -> bool:
        return self.open and self.device in self.card.real

    def close(self) -> None:
        self.open = False


@dataclass
class Card:
    """`real` is what is plugged in; `known` is what PortAudio saw when it looked last."""

    real: list[Device] = field(default_factory=lambda: [BUILT_IN, HEADSET])
    known: list[Device] = field(default_factory=lambda: [BUILT_IN, HEADSET])
    opened: list[str] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    rescans: int = 0
    looks: int = 0
    refuses: str = ""

    def devices(self) -> tuple[Device, ...]:
        return tuple(self.known)

    def seen_now(self) -> tuple[Device, ...]:
        self.looks += 1
        return tuple(self.real)

    def rescan(self) -> None:
        assert not any(one.open for one in self.ends), "PortAudio may only look again with every stream closed"
        self.rescans += 1
        self.known = list(self.real)

    def microphone(self, device: Device | None) -> Any:
        return self._end(device)

    def speaker(self, device: Device | None, *, blocks: int) -> Any:
        return self._end(device)

    def _end(self, device: Device | None) -> End:
        if device is None:
            raise AudioFault("none", "没有设备", "no device")
        self.ends.append(End(device, self))
        return self.ends[-1]

    def pull_out(self, device: Device) -> None:
        self.real.remove(device)

    def plug_in(self, device: Device) -> None:
        self.real.append(device)


def board(card: Card, clock: Clock, *, microphone: str = "", earpiece: str = "", ringer: str = OFF) -> Plugboard:
    wanted = {Role.MICROPHONE: microphone, Role.EARPIECE: earpiece, Role.RINGER: ringer}
    made = Plugboard(card, wanted, now=clock)
    for role in (Role.EARPIECE, Role.RINGER):
        made.plugs[role].start(Ear())
    made.start(watch=False)
    return made


def in_use(made: Plugboard) -> list[str]:
    return [plug.device.name if plug.device is not None else "-" for plug in made.plugs.values()]


def told(made: Plugboard) -> list[tuple[str, str]]:
    found = [(one.role.value, one.what.value) for one in made.news]
    made.news.clear()
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Jabra EVOLVE 20 (hw:1,0) · ALSA", HEADSET),
        ("Jabra EVOLVE 20 (hw:3,0) · ALSA", HEADSET),
        ("jabra evolve 20", HEADSET),
        ("evolve", HEADSET),
        ("HW:", None),
        ("Plantronics", None),
        (" ", None),
    ],
)
def test_a_device_is_found_by_name_whatever_its_number(wanted: str, found: Device | None) -> None:
    assert find([BUILT_IN, HEADSET], wanted, output=True) == found


def test_windows_port_numbers_do_not_matter_and_a_microphone_is_no_speaker() -> None:
    assert same_name("Headset (2- USB Audio) · MME") == same_name("Headset (USB Audio) · MME")
    assert find([replace(HEADSET, outputs=0)], HEADSET.label, output=True) is None


def test_the_same_name_on_two_host_apis_is_told_apart() -> None:
    other = replace(HEADSET, index=2, host="JACK")
    assert find([HEADSET, other], other.label, output=False) == other
    assert find([HEADSET, other], "jabra", output=False) is None, "two of them: which one is not for us to guess"


class FakeSound:
    class PortAudioError(Exception):
        pass

    @staticmethod
    def query_hostapis() -> tuple[dict[str, Any], ...]:
        none = {"name": "OSS", "default_input_device": -1, "default_output_device": -1}
        return (none, {"name": "ALSA", "default_input_device": 1, "default_output_device": 0})

    @staticmethod
    def query_devices() -> list[dict[str, Any]]:
        base = {"hostapi": 1, "max_input_channels": 0, "max_output_channels": 2, "default_samplerate": 44100.0}
        more = {**base, "name": "USB\tHeadset", "max_input_channels": 1}
        return [{**base, "name": "Speaker\x1b[2J\n"}, more]


def test_what_portaudio_says_becomes_labels_without_control_signs() -> None:
    first, second = devices_of(FakeSound)
    assert first.label == "Speaker[2J · ALSA"
    assert (second.label, second.inputs, second.rate) == ("USB Headset · ALSA", 1, 44100)
    assert (first.default_output, second.default_input) == (True, True)


# --- loss and return ----------------------------------------------------------------------------------------------


def test_a_named_headset_that_is_pulled_out_is_replaced_and_taken_back(clock: Clock) -> None:
    card = Card()
    made = board(card, clock, microphone=HEADSET.label, earpiece=HEADSET.label)
    assert in_use(made) == [HEADSET.name, HEADSET.name, "-"]
    clock.now += 60
    card.pull_out(HEADSET)
    made.check()
    assert in_use(made) == [BUILT_IN.name, BUILT_IN.name, "-"]
    assert told(made) == [("microphone", "fell_back"), ("earpiece", "fell_back")]
    assert made.plugs[Role.MICROPHONE].capture(2) == [VOICE, VOICE], "the voice goes on through the other device"
    clock.now += 5
    made.check()
    assert in_use(made)[0] == BUILT_IN.name, "it is not back yet"
    assert told(made) == []
    card.plug_in(HEADSET)
    clock.now += 60
    made.check()
    assert in_use(made) == [HEADSET.name, HEADSET.name, "-"]
    assert told(made) == [("microphone", "back"), ("earpiece", "back")]
    assert [one.device.name for one in card.ends if one.open] == [HEADSET.name, HEADSET.name], "nothing stays open"


def test_a_headset_that_comes_back_as_another_card_is_the_same(clock: Clock) -> None:
    card = Card()
    made = board(card, clock, microphone=HEADSET.label)
    clock.now += 60
    card.pull_out(HEADSET)
    made.check()
    card.plug_in(replace(HEADSET, index=4, name="Jabra EVOLVE 20 (hw:2,0)"))
    clock.now += 60
    made.check()
    assert in_use(made)[0] == "Jabra EVOLVE 20 (hw:2,0)"
    assert card.rescans == 1, "PortAudio had to look again, once"


def test_the_only_device_that_is_pulled_out_leaves_silence_in_the_beat(clock: Clock) -> None:
    card = Card(real=[BUILT_IN], known=[BUILT_IN])
    made = board(card, clock)
    clock.now += 60
    card.pull_out(BUILT_IN)
    made.check()
    microphone = made.plugs[Role.MICROPHONE]
    assert (microphone.end, told(made)[0]) == (None, ("microphone", "lost"))
    assert microphone.capture(3) == [SILENCE] * 3, "the line goes on getting frames"
    card.plug_in(BUILT_IN)
    clock.now += 60
    made.check()
    assert in_use(made)[:2] == [BUILT_IN.name, BUILT_IN.name]
    assert ("microphone", "back") in told(made)


def test_before_a_death_is_found_silence_stands_in(clock: Clock) -> None:
    card = Card()
    microphone = board(card, clock).plugs[Role.MICROPHONE]
    card.pull_out(BUILT_IN)
    frames = [microphone.capture(1) for _ in range(STARVED + 3)]
    assert frames[:STARVED] == [[]] * STARVED, "a device may be late"
    assert frames[-1] == [SILENCE]


def test_a_name_that_is_not_there_at_the_start_is_told_and_waited_for(clock: Clock) -> None:
    card = Card(real=[BUILT_IN], known=[BUILT_IN])
    made = board(card, clock, earpiece=HEADSET.label)
    assert (in_use(made)[1], told(made)) == (BUILT_IN.name, [("earpiece", "absent")])
    card.plug_in(HEADSET)
    clock.now += 60
    made.check()
    assert (in_use(made)[1], told(made)) == (HEADSET.name, [("earpiece", "back")])


def test_a_device_that_dies_again_and_again_is_tried_ever_more_rarely(clock: Clock) -> None:
    card = Card(real=[BUILT_IN], known=[BUILT_IN])
    made = board(card, clock)
    for _ in range(1200):  # five minutes of a loose plug: open, dead at the next look
        clock.now += 0.25
        for end in card.ends:
            end.open = False
        made.check()
    assert len(card.opened) < 40
    assert len(made.news) <= 20


def test_what_cannot_be_opened_though_it_is_listed_does_not_disturb_the_other(clock: Clock) -> None:
    card = Card()
    made = board(card, clock, microphone=HEADSET.label)
    clock.now += 60
    card.pull_out(HEADSET)
    made.check()
    card.plug_in(HEADSET)
    card.refuses = HEADSET.label
    for _ in range(20):
        clock.now += 61
        made.check()
    assert in_use(made)[0] == BUILT_IN.name
    assert card.rescans <= 2, "each look anew interrupts what runs"
    card.refuses = ""
    clock.now += 61
    made.check()
    assert in_use(made)[0] == HEADSET.name


def test_the_ringing_speaker_alone_does_not_interrupt_the_call(clock: Clock) -> None:
    card = Card()
    made = board(card, clock, ringer=HEADSET.label)
    clock.now += 60
    card.pull_out(HEADSET)
    made.check()
    assert card.rescans == 0
    assert card.opened.count(BUILT_IN.name) == 3
    assert told(made) == [("ringer", "fell_back")]


def test_another_device_is_chosen_in_a_call(clock: Clock) -> None:
    card = Card()
    made = board(card, clock)
    made.choose(Role.EARPIECE, HEADSET.label)
    made.choose(Role.RINGER, OFF)
    made.check()
    assert in_use(made) == [BUILT_IN.name, HEADSET.name, "-"]
    assert (card.looks, made.news) == (0, made.news.__class__(maxlen=20)), "nothing is missing: nothing to look for"


def test_without_any_device_the_fault_is_kept_and_one_that_comes_is_taken(clock: Clock) -> None:
    card = Card(real=[], known=[])
    made = board(card, clock)
    assert [fault.of("zh") for fault in made.faults] == ["没有设备"]
    card.plug_in(BUILT_IN)
    clock.now += YOUNG_S
    made.check()
    assert in_use(made)[:2] == [BUILT_IN.name, BUILT_IN.name]
    made.close()
    assert not any(one.open for one in card.ends)
    assert Happened.BACK not in [one.what for one in made.news], "nothing was lost"


# --- PortAudio ----------------------------------------------------------------------------------------------------


class Stream:
    def __init__(self, **wanted: Any) -> None:
        self.wanted = wanted
        self.active = False

    def start(self) -> None:
        self.active = True

    def abort(self, ignore_errors: bool = False) -> None:
        self.active = False

    def close(self, ignore_errors: bool = False) -> None:
        self.active = False


class Sound:
    """A library whose devices know 48 kHz only."""

    class PortAudioError(Exception):
        pass

    made: Iterable[Stream] = ()

    @classmethod
    def RawInputStream(cls, **wanted: Any) -> Stream:  # noqa: N802 - the library's name
        if wanted["samplerate"] != 48000:
            raise cls.PortAudioError("Invalid sample rate", -9997)
        stream = Stream(**wanted)
        cls.made = [*cls.made, stream]
        return stream

    RawOutputStream = RawInputStream


def test_a_device_that_refuses_8_khz_is_converted_both_ways(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(devices_module, "sound_module", lambda: Sound)
    monkeypatch.setattr(Sound, "made", ())
    microphone, speaker, ear = DeviceMicrophone(HEADSET, now=clock), DeviceSpeaker(HEADSET, now=clock), Ear()
    microphone.start()
    speaker.start(ear)
    source, sink = Sound.made
    ear.play(reference_tone(1.0))
    frames: list[bytes] = []
    for _ in range(40):
        block = bytearray(1920)
        sink.wanted["callback"](block, 960, None, None)
        source.wanted["callback"](bytes(block), 960, None, None)
        frames += microphone.capture(0)
    assert all(len(one) == 320 for one in frames)
    assert len(frames) >= 37
    assert measure(b"".join(frames[10:35])).rms == pytest.approx(measure(reference_tone(1.0)).rms, abs=0.3)


def test_a_stream_that_stops_calling_is_dead_whatever_it_says(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(devices_module, "sound_module", lambda: Sound)
    monkeypatch.setattr(Sound, "made", ())
    microphone = DeviceMicrophone(HEADSET, now=clock)
    assert not microphone.alive()
    microphone.start()
    clock.now += 0.9
    assert microphone.alive()
    clock.now += 0.2
    assert not microphone.alive()
    next(iter(Sound.made)).wanted["callback"](bytes(1920), 960, None, None)
    assert microphone.alive()
    next(iter(Sound.made)).active = False
    assert not microphone.alive()
    microphone.close()
    microphone.close()
