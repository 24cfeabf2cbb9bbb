"""Every binding has an id and a sentence; help shows all keys of the screen at hand, by purpose, at 80 x 24."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual._xterm_parser import XTermParser
from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Input

import console
from console import sample
from console.agent.catalogue import Action, actions_on, catalogue, classes, keys_of
from console.agent.choose import ChooseScreen, LineScreen
from console.agent.help import HelpScreen
from console.agent.main import MainScreen
from console.key_groups import GROUPS, OTHER
from console.key_names import SAME_AS, canonical, written
from console.keymap import APP_KEYS, LABELS, MAIN_KEYS, Key
from console.own_keys import meet
from console.pictures import Stage, settle
from console.texts import TEXTS
from console.widgets.flow import Flow, wrapped
from console.widgets.notes import Notes
from telephony.events import AgentState
from tests.unit.console.agent_rig import press

for module in pkgutil.walk_packages(console.__path__, "console."):
    importlib.import_module(module.name)


@asynccontextmanager
async def running(stage: Stage, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


def shown(stage: Stage) -> str:
    screen = stage.app.screen
    assert isinstance(screen, HelpScreen)
    return screen.query_one("#help-keys", Flow).plain


# --- bindings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_every_binding_of_a_screen_or_widget_has_an_id_and_both_languages(kind: type[DOMNode]) -> None:
    for binding in kind.__dict__.get("BINDINGS", ()):
        assert isinstance(binding, Binding), f"{binding!r} is a tuple: it can have no id"
        assert binding.id, binding
        zh, _, en = binding.tooltip.partition(" / ")
        assert zh.strip(), binding
        assert en.strip(), f"{binding.id}: the tooltip reads `中文 / English`"


def test_there_are_screens_and_widgets_to_look_at() -> None:
    names = {kind.__name__ for kind in classes()}
    assert {"ConsoleApp", "MainScreen", "HelpScreen", "ChooseScreen", "OutcomeChoice"} <= names


def test_an_id_names_one_action_only() -> None:
    actions: dict[str, set[str]] = {}
    for kind in classes():
        for binding in kind.__dict__.get("BINDINGS", ()):
            actions.setdefault(binding.id, set()).add(binding.action)
    assert {one: what for one, what in actions.items() if len(what) > 1} == {}


def test_no_key_means_two_things_at_the_same_moment() -> None:
    everything = catalogue()
    clashes = [
        (one.id, other.id, sorted(set(one.keys) & set(other.keys)))
        for place, one in enumerate(everything)
        for other in everything[place + 1 :]
        if set(one.keys) & set(other.keys) and meet(one, other) and one.everywhere and other.everywhere
    ]
    assert clashes == []


def test_every_action_that_works_everywhere_has_a_purpose_in_the_help() -> None:
    assert [one.id for one in catalogue() if one.group == OTHER and one.id.startswith("agent.")] == []
    assert all(f"group.{group}" in TEXTS for group in (*GROUPS, OTHER))


@pytest.mark.parametrize("key", [*MAIN_KEYS, *APP_KEYS], ids=lambda key: key.id)
def test_every_key_can_be_sent_by_a_terminal_and_is_labelled_as_it_is_bound(key: Key) -> None:
    keys = key.keys.split(",")
    assert [canonical(one) for one in keys] == keys
    assert key.label.split()[0] == written(keys[0])
    assert not any(one.startswith("ctrl+") and one[5:] in {*SAME_AS, "c", "v"} for one in keys)


@pytest.mark.parametrize("name", ["f1", "f10", "f11", "f12", "ctrl+b"])
def test_a_key_that_terminals_or_tmux_keep_has_another_beside_it(name: str) -> None:
    owners = [one for one in catalogue() if name in one.keys]
    others = [key for one in owners for key in one.keys if key != name]
    helped = [one for one in catalogue() if one.id == "agent.help_plain"]
    assert others or (name == "f1" and helped[0].keys == ("question_mark",))


# --- help ---------------------------------------------------------------------------------------------------------


async def test_help_shows_every_key_of_the_main_screen_by_purpose(stage: Stage) -> None:
    async with running(stage) as pilot:
        main = stage.app.screen
        here = [action for action, _ in actions_on(main)]
        await press(pilot, "f1")
        text = shown(stage)
        for key in (*MAIN_KEYS, *APP_KEYS):
            assert TEXTS[f"tip.{key.id}"].zh in text
        for action in here:
            assert all(written(one) in text for one in keys_of(action, {})), action.id
        titles = [TEXTS[f"group.{group}"].zh for group in GROUPS if any(one.group == group for one in here)]
        places = [text.splitlines().index(title) for title in titles]
        assert len(titles) >= 5
        assert places == sorted(places)


async def test_help_scrolls_by_keys_on_a_small_terminal_and_no_line_is_cut(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f1")
        flow = stage.app.screen.query_one("#help-keys", Flow)
        box = stage.app.screen.query_one("#help")
        assert flow.size.height > box.size.height, "there is something to scroll"
        assert all(
            piece.cell_length <= flow.content_size.width
            for line in flow._lines
            for piece in wrapped(line, flow.content_size.width)
        )
        await press(pilot, "end")
        await pilot.pause(0.4)
        assert box.scroll_y == box.max_scroll_y > 0


@pytest.mark.parametrize("key", ["f1", "question_mark", "escape", "q"])
async def test_help_closes_by_the_key_that_opened_it_esc_and_q(stage: Stage, key: str) -> None:
    async with running(stage) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        await press(pilot, key)
        assert isinstance(stage.app.screen, MainScreen)


async def test_help_opens_from_a_dialog_and_shows_the_dialogs_keys(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f6", "question_mark")
        text = shown(stage)
        assert text.startswith(TEXTS["group.here"].zh)
        assert "Esc" in text.splitlines()[1]
        assert TEXTS["tip.park"].zh not in text, "the main screen's keys are silent here"
        await press(pilot, "escape", "escape")
        assert isinstance(stage.app.screen, MainScreen)


async def test_in_a_field_a_question_mark_is_text_and_f1_helps(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+l", "question_mark")
        assert isinstance(stage.app.screen, LineScreen)
        assert stage.app.screen.query_one(Input).value == "?"
        await press(pilot, "f1")
        assert isinstance(stage.app.screen, HelpScreen)
        await press(pilot, "f1", "escape")
        assert isinstance(stage.app.screen, MainScreen)


async def test_help_is_there_before_signing_in(stage: Stage) -> None:
    stage.app.settings.token = ""
    async with running(stage) as pilot:
        await press(pilot, "f1")
        assert TEXTS["tip.quit"].zh in shown(stage)


# --- keys that changed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["ctrl+e", "ctrl+b"])
async def test_hold_has_a_key_beside_the_prefix_of_tmux(stage: Stage, key: str) -> None:
    async with running(stage) as pilot:
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        await press(pilot, "f9", key)
        assert ("HoldCall", "call_id=c-1") in stage.desk.asked


async def test_composed_and_pasted_chinese_is_text_and_moves_nothing(stage: Stage) -> None:
    """What an input method commits arrives as characters, a paste between two marks: as the terminal sends both."""
    async with running(stage) as pilot:
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        await press(pilot, "f9")
        for event in XTermParser().feed("厨房漏水？\x1b[200~q？F2\x11王先生\x1b[201~"):
            stage.app.post_message(event)
        await settle(pilot)
        assert "".join(one for one in stage.app.screen.query_one(Notes).text if one.isprintable()) == (
            "厨房漏水？q？F2王先生"
        )
        assert isinstance(stage.app.screen, MainScreen)
        assert {one[0] for one in stage.desk.asked} <= {"use_token", "open"}


def test_labels_are_those_of_the_bindings() -> None:
    assert LABELS["hold"] == "Ctrl+E"
    assert {f"label.{name}" for name in LABELS} <= TEXTS.keys()


def test_a_list_of_rows_names_no_screen_twice() -> None:
    assert isinstance(catalogue()[0], Action)
    assert ChooseScreen.__name__ in {place for one in catalogue() for place in one.places}
