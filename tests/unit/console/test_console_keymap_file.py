"""The agent's own keymap: every fault has its line, the good lines apply, and the screen shows the keys in force."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import console.app  # noqa: F401 - the catalogue lists the classes that are imported
from console import sample
from console.agent.catalogue import catalogue
from console.agent.help import HelpScreen
from console.agent.main import MainScreen
from console.key_names import BadKey, Wrong, canonical, typed, written
from console.keymap import LABELS
from console.own_keys import OwnKeys, read, template, unreadable
from console.pictures import Stage, settle
from console.texts import TEXTS, words_in
from console.widgets.bars import KeyBar, Notice, PaneTabs
from console.widgets.flow import Flow
from hotline_cli import own_files
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules
ACTIONS = catalogue()


def zh(own: OwnKeys) -> list[str]:
    return [one.zh for one in own.faults]


def first(text: str) -> str:
    own = read(text, ACTIONS)
    assert len(own.faults) == 1, zh(own)
    assert own.faults[0].zh != own.faults[0].en
    return own.faults[0].zh


# --- names of keys ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("F2", "f2"),
        ("ctrl+e", "ctrl+e"),
        ("Ctrl-E", "ctrl+e"),
        ("Control + e", "ctrl+e"),
        ("shift+F5", "shift+f5"),
        ("Shift+Ctrl+Left", "ctrl+shift+left"),
        ("alt+PgUp", "alt+pageup"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        ("Esc", "escape"),
        ("ctrl+^", "ctrl+circumflex_accent"),
        ("ctrl+]", "ctrl+right_square_bracket"),
        ("ctrl+space", "ctrl+@"),
        ("shift+tab", "shift+tab"),
        ("q", "q"),
        ("Q", "Q"),
    ],
)
def test_keys_as_people_write_them(name: str, key: str) -> None:
    assert canonical(name) == key
    assert canonical(key) == key


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((f"ctrl+{one}", Wrong.UNSENDABLE) for one in "imhj1="),
        *(
            (one, Wrong.UNSENDABLE)
            for one in ("ctrl+shift+e", "alt+x", "shift+a", "ctrl+enter", "ctrl+tab", "ctrl+[")
        ),
        ("ctrl+v", Wrong.TAKEN),
        ("ctrl+c", Wrong.TAKEN),
        *((one, Wrong.UNKNOWN) for one in ("f25", "f0", "strg+e", "ctrl+", "hyper", "", "键")),
    ],
)
def test_keys_that_no_terminal_sends_are_refused_with_the_reason(name: str, why: Wrong) -> None:
    with pytest.raises(BadKey) as refused:
        canonical(name)
    assert refused.value.why is why


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_a_bad_key(text: str) -> None:
    try:
        key = canonical(text)
    except BadKey:
        return
    assert canonical(key) == key
    assert written(key)


def test_keys_that_write_are_known() -> None:
    assert all(typed(one) for one in ("a", "question_mark", "enter", "left", "space"))
    assert not any(typed(one) for one in ("f2", "ctrl+e", "shift+left"))
    assert [
        written(one)
        for one in ("ctrl+e", "f12", "question_mark", "escape", "shift+up", "ctrl+circumflex_accent", "q")
    ] == [*("Ctrl+E", "F12", "?", "Esc", "Shift+↑", "Ctrl+^", "q")]


# --- lines --------------------------------------------------------------------------------------------------------


def test_good_lines_become_a_keymap() -> None:
    own = read("# mine\nagent.hold: F9, Ctrl-E\nnotes: [ctrl+b]\nagent.answer: f2\n", ACTIONS, "keys.yaml")
    assert zh(own) == []
    assert own.keymap == {"agent.hold": "f9,ctrl+e", "agent.notes": "ctrl+b", "agent.answer": "f2"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\nagent.anwser: f2", ("第 2 行", "agent.anwser", "agent.answer")),
        ("agent.hold: strg+e", ("第 1 行", "strg+e", "没有叫")),
        ("# 1\n# 2\nagent.hold: ctrl+i", ("第 3 行", "ctrl+i", "发不出")),
        ("agent.hold: ctrl+shift+e", ("第 1 行", "发不出")),
        ("agent.hold: h", ("第 1 行", "打字")),
        ("agent.hold: enter", ("第 1 行", "打字")),
        ("agent.hold: f2", ("第 1 行", "F2", "接听", "agent.answer")),
        ("agent.hold: f1", ("第 1 行", "F1", "帮助")),
        ("agent.hold:", ("第 1 行", "没有写按键")),
        ("agent.hold: shift+f7\nagent.hold: ctrl+]", ("第 2 行", "第 1 行", "已经写过")),
        ("agent.hold: {a: b}", ("第 1 行", "编号: 按键")),
        ("just words", ("第 1 行", "编号: 按键")),
        ("- f2\n- f3", ("第 1 行", "编号: 按键")),
    ],
)
def test_every_fault_is_named_with_its_line(text: str, words: tuple[str, ...]) -> None:
    told = first(text)
    assert all(word in told for word in words), told


def test_a_line_that_is_no_yaml_takes_no_other_down() -> None:
    own = read('agent.hold: shift+f7\nagent.park: [ctrl+]\n"\nagent.dial: f9 : x\nagent.notes: shift+f9\n', ACTIONS)
    assert own.keymap["agent.hold"] == "shift+f7"
    assert own.keymap["agent.notes"] == "shift+f9"
    assert [one[:6] for one in zh(own)] == ["第 2 行：", "第 3 行：", "第 4 行："]


def test_a_bad_key_beside_a_good_one_costs_only_itself() -> None:
    own = read("agent.hold: ctrl+m, shift+f7", ACTIONS)
    assert own.keymap == {"agent.hold": "shift+f7"}
    assert len(own.faults) == 1


def test_two_actions_on_one_key_the_later_line_gives_way() -> None:
    own = read("agent.hold: shift+f7\nagent.park: shift+f7", ACTIONS)
    assert own.keymap == {"agent.hold": "shift+f7"}
    assert "第 2 行" in zh(own)[0]
    assert "保持" in zh(own)[0]


def test_two_actions_may_change_places() -> None:
    own = read("agent.answer: f3\nagent.lists: f2", ACTIONS)
    assert zh(own) == []
    assert own.keymap == {"agent.answer": "f3", "agent.lists": "f2"}


def test_a_line_that_falls_may_make_another_fall() -> None:
    own = read("agent.lists: f2\nagent.answer: f2", ACTIONS)
    assert own.keymap == {}, "answer keeps F2, so lists may not have it"
    assert [one[:6] for one in zh(own)] == ["第 1 行：", "第 2 行："]


def test_dialogs_and_the_main_screen_may_share_a_key() -> None:
    own = read("choose.cancel: f2, escape", ACTIONS)
    assert zh(own) == []
    assert read("choose.cancel: f1", ACTIONS).keymap == {}, "help is there in dialogs, too"


@given(st.text(alphabet=st.sampled_from(list("agent.hold:f2ctrl+,[]{}\n #'\"-?\t\x00é键")), max_size=80))
def test_any_text_is_read_without_an_exception_and_means_no_key_twice(text: str) -> None:
    own = read(text, ACTIONS)
    for identity, keys in own.keymap.items():
        assert identity in {one.id for one in ACTIONS}
        assert all(canonical(key) == key for key in keys.split(","))


# --- the template ---------------------------------------------------------------------------------------------------


def test_the_template_changes_nothing_and_names_every_id_with_its_keys() -> None:
    text = template(ACTIONS)
    assert yaml.safe_load(text) is None
    entries = dict(re.findall(r"^#([a-z_]+\.[a-z_]+): (.+)$", text, re.MULTILINE))
    assert entries == {one.id: ", ".join(one.keys) for one in ACTIONS}
    assert "保持：请对方稍候" in text
    assert "Hold: Put the caller on hold" in text


def test_the_template_with_every_line_taken_over_is_the_keymap_of_before() -> None:
    text = re.sub(r"^#([a-z_]+\.[a-z_]+: )", r"\1", template(ACTIONS), flags=re.MULTILINE)
    own = read(text, ACTIONS)
    assert zh(own) == []
    assert own.keymap == {one.id: ",".join(one.keys) for one in ACTIONS}


def test_files_are_found_read_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda _: tmp_path)
    assert own_files.own_keys(None) == OwnKeys(path=str(tmp_path / "keys.yaml"))
    own_files.write_keys(None)
    assert own_files.own_keys(None).keymap == {}
    with pytest.raises(Exception, match="is there already"):
        own_files.write_keys(None)
    (tmp_path / "keys.yaml").write_bytes("\ufeffagent.hold: shift+f7\r\n".encode())
    assert own_files.own_keys(None).keymap == {"agent.hold": "shift+f7"}
    (tmp_path / "keys.yaml").write_bytes("保持".encode("gbk"))
    assert "UTF-8" in own_files.own_keys(None).faults[0].zh
    assert "absent.yaml" in own_files.own_keys(tmp_path / "absent.yaml").faults[0].zh
    assert unreadable("p", "因", "why").faults[0].en.endswith("why")


# --- on the screen --------------------------------------------------------------------------------------------------


async def test_the_keymap_counts_and_the_screen_shows_it(tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    own = stage.app.own_keys = read("agent.hold: shift+f7\nagent.form: shift+f8\nagent.help: f4\nx: f2", ACTIONS, "k")
    stage.app.set_keymap(own.keymap)
    stage.app.words = words_in("zh", own.labels())
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        main = stage.app.screen
        assert isinstance(main, MainScreen)
        assert "按键文件有 2 处" in str(main.query_one(Notice).content)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        assert "Shift+F7 保持" in str(main.query_one(KeyBar).content)
        assert "Shift+F8 工单" in str(main.query_one(PaneTabs).content)
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert not any(one[0] == "HoldCall" for one in stage.desk.asked), "the old key is free"
        await pilot.press("shift+f7")
        await settle(pilot)
        assert ("HoldCall", "call_id=c-1") in stage.desk.asked
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(stage.app.screen, HelpScreen)
        text = stage.app.screen.query_one("#help-keys", Flow).plain
        assert "✗ 第 3 行" in text
        assert "✗ 第 4 行" in text
        assert re.search(r"Shift\+F7 +保持", text)


async def test_an_app_that_is_made_with_a_keymap_has_it(tmp_path: Path) -> None:
    from console.app import ConsoleApp, Settings

    stage = Stage(RULES, "en", tmp_path)
    own = read("agent.quit: shift+f7", ACTIONS)
    settings = Settings(lang="en", token="sample", drafts=tmp_path, beat_s=None, own_keys=own)
    app = ConsoleApp(stage.desk, stage.headset, settings)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "Shift+F7 Quit" in str(app.screen.query_one(KeyBar).content)
        await pilot.press("shift+f7")
        await pilot.pause()
    assert stage.desk.closed


def test_no_text_names_a_key_that_the_keymap_can_change() -> None:
    labels = {label.split()[0] for label in LABELS.values()} - {"Esc"}
    fixed = re.compile(r"(?<![A-Za-z0-9+])(F\d{1,2}|Ctrl\+[A-Z])(?![A-Za-z0-9+])")
    found = {
        key: sorted(set(fixed.findall(text.zh + " " + text.en)) & labels)
        for key, text in TEXTS.items()
        if not key.startswith(("keys.", "sup.", "out."))  # the supervisor's console has its keys fixed
    }
    assert {key: names for key, names in found.items() if names} == {}
