"""The sound screen: which devices, how loud it rings, and tests with advice. All by digit and arrow, so that an input
method for Chinese takes no key. Draws; what is measured stands in `console.audio`."""

import contextlib
import threading
from collections.abc import Callable
from importlib import import_module
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.agent.choose import ChooseScreen
from console.audio.advice import MicReport
from console.audio.check import SoundCheck, Step
from console.audio.levels import Level
from console.audio.listing import default
from console.audio.plugs import OFF, Plugboard, Role
from console.headset import Headset, HeadsetState
from console.sound_settings import SoundSettings
from console.texts import Words

CELLS = 20
LABEL_WIDTH = 17
HOT_DBFS = -3.0
BEAT_S = 0.1
ROLES = (Role.MICROPHONE, Role.EARPIECE, Role.RINGER)
DEFAULT = "="
"""The row of the system's default: an option of a list must have a value."""


def _key(key: str, action: str, name: str, both: str) -> Binding:
    return Binding(key, action, both.split(" / ")[0], id=f"sound.{name}", tooltip=both)


def _load_numpy() -> None:
    with contextlib.suppress(ImportError):  # then there are no devices either, and nothing to measure
        import_module("numpy")


class SoundScreen(ModalScreen[None]):
    """Closes with Esc. A call that comes ends a test."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("1", "choose('microphone')", "microphone", "选择麦克风 / choose the microphone"),
        _key("2", "choose('earpiece')", "earpiece", "选择耳机 / choose the earpiece"),
        _key("3", "choose('ringer')", "ringer", "选择振铃扬声器 / choose the ringing speaker"),
        _key("4", "turn_ring", "ring", "振铃开关 / ring on or off"),
        _key("5", "test('tone')", "tone", "试耳机 / test the earpiece"),
        _key("6", "test('ring')", "try_ring", "试振铃 / test the ring"),
        _key("7", "test('record')", "record", "录 3 秒并回放 / record 3 s and play it back"),
        _key("8", "test('echo')", "echo", "测回声 / measure the echo"),
        _key("right,plus", "volume(1)", "louder", "振铃大声一点 / louder ring"),
        _key("left,minus", "volume(-1)", "softer", "振铃小声一点 / softer ring"),
        _key("escape", "close", "close", "返回 / close"),
    ]

    def __init__(self, headset: Headset, words: Words, lang: str, now: Callable[[], float]) -> None:
        super().__init__()
        self._headset = headset
        self._words = words
        self._lang = lang
        self._now = now
        self._advice = ""
        self.check = SoundCheck(headset.ear, headset.bell, headset.voice)

    def compose(self) -> ComposeResult:
        """Devices, levels, ring, tests, advice."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._words("sound.title")
            yield Static(id="sound-devices")
            yield Static(id="sound-levels", classes="advice")
            yield Static(id="sound-ring", classes="advice")
            yield Static(id="sound-tests")
            yield Static(id="sound-advice", classes="advice")
            yield Static(self._words("sound.hint"), classes="hint")

    def on_mount(self) -> None:
        """Measure from now on; numpy, which the advice needs, is loaded beside the screen."""
        self._headset.meter(True)
        threading.Thread(target=_load_numpy, daemon=True).start()
        self.set_interval(BEAT_S, self.beat)
        self.draw()

    def on_unmount(self) -> None:
        """Nothing is measured or played any more."""
        self.check.stop()
        self._headset.meter(False)

    # --- drawing -----------------------------------------------------------------------------------------------

    def beat(self) -> None:
        """Levels and tests go on."""
        if self.check.step is not Step.IDLE and self._busy():
            self.check.stop()
        self.check.beat(self._now())
        self.draw()

    def draw(self) -> None:
        """Everything as it is now."""
        own = self._headset.own.now
        self._put(
            "sound-devices", Content("\n").join(self._device(place, role) for place, role in enumerate(ROLES, 1))
        )
        self._put("sound-levels", Content("\n").join((self._meter(Role.MICROPHONE), self._meter(Role.EARPIECE))))
        self._put("sound-ring", self._ring(own))
        self._put("sound-tests", self._tests())
        self._put("sound-advice", self._said())

    def _put(self, name: str, content: Content) -> None:
        self.query_one(f"#{name}", Static).update(content)

    def _label(self, mark: str, text: str) -> Content:
        room = " " * max(1, LABEL_WIDTH - cell_len(text) - cell_len(mark) - 1)
        return Content.assemble((f"{mark} ", "bold $text-accent"), (text + room, "$text-muted"))

    def _device(self, place: int, role: Role) -> Content:
        """What is wanted and what is in use: two different things when something was pulled out."""
        words, board = self._words, self._headset.plugboard
        label = self._label(str(place), words(f"role.{role.value}"))
        if board is None or role not in board.plugs:
            why = self._headset.faults[0].of(self._lang) if self._headset.faults else words("sound.file")
            return Content.assemble(label, (why, "$text-muted"))
        plug, own = board.plugs[role], self._headset.own.now
        wanted = self._named(getattr(own, role.value))
        if role is Role.RINGER and not own.rings_apart():
            return Content.assemble(
                label, (words("sound.same") if own.ringer != OFF else words("sound.none"), "bold")
            )
        if plug.wanted == OFF:
            return Content.assemble(label, (words("sound.none"), "bold"))
        if plug.end is None:
            return Content.assemble(label, (wanted, "bold"), "  ", (words("sound.away"), "bold $text-error"))
        in_use = plug.device.label if plug.device is not None else words("sound.default")
        same = in_use == plug.wanted
        return Content.assemble(label, (wanted, "bold"), "" if same else f"  {words('sound.in_use', name=in_use)}")

    def _named(self, wanted: str) -> str:
        return self._words("sound.default") if not wanted else self._words("sound.none") if wanted == OFF else wanted

    def _meter(self, role: Role) -> Content:
        level: Level = self._headset.said if role is Role.MICROPHONE else self._headset.ear.level
        lit = level.bar(CELLS)
        style = "$text-error" if level.peak > HOT_DBFS else "$text-success"
        return Content.assemble(
            self._label(" ", self._words(f"role.{role.value}")),
            ("▮" * lit, style),
            ("▯" * (CELLS - lit), "$text-disabled"),
            f" {level.peak:4.0f} dB",
            ("  " + self._words("mute.on"), "bold $text-warning")
            if role is Role.MICROPHONE and self._headset.muted
            else "",
        )

    def _ring(self, own: SoundSettings) -> Content:
        words = self._words
        state = words("sound.ring_on" if own.ring else "sound.ring_off")
        return Content.assemble(
            self._label("4", words("sound.ring")),
            (state, "bold"),
            "   ",
            ("▮" * own.volume, "$text-primary"),
            ("▯" * (10 - own.volume), "$text-disabled"),
            "  " + words("sound.volume", volume=own.volume),
        )

    def _tests(self) -> Content:
        parts: list[str | tuple[str, str]] = []
        for mark, name in (("5", "tone"), ("6", "ring"), ("7", "record"), ("8", "echo")):
            parts += [(f"{mark} ", "bold $text-accent"), self._words(f"sound.do_{name}") + "  "]
        return Content.assemble(*parts)

    def _said(self) -> Content:
        """The step that runs, else what the last test found, else why something is refused."""
        words, check = self._words, self.check
        if check.step is Step.RECORDING:
            return Content.styled(words("check.recording", left=f"{check.left(self._now()):.0f}"), "bold")
        if check.step is not Step.IDLE and check.mic is None:
            return Content.styled(words(f"check.{check.step.value}"), "bold")
        if check.fault:
            return Content.styled(f"✗ {words(check.fault)}", "bold $text-error")
        if check.mic is not None:
            return Content(self._of_mic(check.mic))
        if check.echo is not None:
            found = check.echo
            return Content(words(f"echo.{found.verdict.value}", loss=round(found.loss), delay=found.delay_ms))
        return Content.styled(self._advice, "$text-warning")

    def _of_mic(self, found: MicReport) -> str:
        words, kind = self._words, found.verdict.value
        said = words(f"mic.{kind}", turn=abs(found.turn), apart=round(found.speech - found.noise))
        level = words("mic.level", speech=round(found.speech), noise=round(found.noise))
        return said if kind in ("dead", "no_speech") else f"{said}{level}"

    # --- keys --------------------------------------------------------------------------------------------------

    def _busy(self) -> bool:
        """A call runs or rings: its sound comes first."""
        return self._headset.state is HeadsetState.JOINED or self._headset.ear.alert is not None

    def action_test(self, name: str) -> None:
        """5 to 8."""
        check, now, own = self.check, self._now(), self._headset.own.now
        self._advice = ""
        if self._busy():
            self._advice = self._words("sound.in_call")
        elif name == "tone":
            check.tone(now)
        elif name == "ring":
            check.ring(now, apart=own.rings_apart(), volume_db=own.volume_db)
        elif name == "record":
            check.record(now)
        else:
            check.listen_for_echo(now)
        self.draw()

    def action_turn_ring(self) -> None:
        """4: on or off."""
        own = self._headset.own.now
        self._change(own.turned_on(not own.ring))

    def action_volume(self, by: int) -> None:
        """Arrows: louder or softer, and heard at once when nobody is in a call."""
        self._change(self._headset.own.now.turned(by))
        if not self._busy():
            self.action_test("ring")

    def _change(self, settings: SoundSettings) -> None:
        own = self._headset.own
        own.change(settings)
        self._advice = self._words("sound.not_kept", why=own.fault) if own.fault else ""
        self.draw()

    def action_choose(self, name: str) -> None:
        """1 to 3: a list of what is there."""
        role, board = Role(name), self._headset.plugboard
        if board is None or role not in board.plugs:
            return
        words = self._words

        def chosen(value: str | None) -> None:
            if value is not None:
                self._use(board, role, "" if value == DEFAULT else value)

        title = words("sound.choose", role=words(f"role.{name}"))
        self.app.push_screen(ChooseScreen(title, self._rows(board, role), words("talk.hint")), chosen)

    def _rows(self, board: Plugboard, role: Role) -> list[tuple[str, str]]:
        devices, words = board.devices(role), self._words
        first = default(devices, output=role is not Role.MICROPHONE)
        named = words("sound.default_is", name=first.name) if first is not None else words("sound.default")
        rows = [(DEFAULT, named), *((label, label) for label in dict.fromkeys(one.label for one in devices))]
        return [*rows, (OFF, words("sound.none"))] if role is Role.RINGER else rows

    def _use(self, board: Plugboard, role: Role, wanted: str) -> None:
        settings = self._headset.own.now.with_device(role, wanted)
        self._change(settings)
        for one, name in settings.wanted().items():
            if one in board.plugs and board.plugs[one].wanted != name:
                board.choose(one, name)

    def action_close(self) -> None:
        """Back to work."""
        self.dismiss(None)
