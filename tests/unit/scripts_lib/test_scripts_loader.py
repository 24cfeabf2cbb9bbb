"""Loading: the shipped rules are sound, a site's files go over them, every fault has file, line and rule."""

import datetime
import re
from pathlib import Path

import msgspec
import pytest

from scripts_lib.errors import InvalidData
from scripts_lib.loader import SHIPPED, load
from scripts_lib.model import Ask, Channel, Content, Moment, Nature, Rules, Weight
from scripts_lib.phrases import PhraseMatcher

HEAD = 'version: "1"\neffective_from: 2026-01-01\n'
RULES = load().rules

KIND = "{value: %s, label: {zh: 甲, en: A}, content: quality, weight: slight, department: %s, script: %s}"


def site(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + text, "utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidData) as caught:
        load(folder)
    return [str(error).removeprefix(f"{folder}/") for error in caught.value.errors]


def small_script(name: str) -> str:
    """The shipped general script under another name, without its head."""
    text = (SHIPPED / "scripts" / "general.yaml").read_text("utf-8")
    return text[text.index("id: general") :].replace("id: general", f"id: {name}").replace("一般事项", "甲")


# --- what is shipped ---


def test_the_shipped_rules_are_complete() -> None:
    assert len(RULES.civil) == 20
    assert [one.value for one in RULES.catalogue.asks] == [ask.value for ask in Ask]
    assert {one.value for one in RULES.catalogue.weights} == set(Weight)
    assert {one.value for one in RULES.catalogue.natures} == set(Nature)
    assert {one.value for one in RULES.catalogue.contents} == set(Content)
    assert {one.value for one in RULES.catalogue.channels} == set(Channel)
    assert all(one.hint for one in (*RULES.catalogue.asks, *RULES.catalogue.weights, *RULES.catalogue.natures))
    assert RULES.catalogue.pause_reasons
    assert re.fullmatch(r"[0-9a-f]{12}", RULES.version)


def test_every_kind_of_complaint_has_a_script() -> None:
    scripts = {script.id for script in RULES.scripts}
    assert {kind.script for kind in RULES.catalogue.kinds} <= scripts
    assert {"leak", "lift", "noise", "utility", "fees", "general", "attitude", "parking", "cleaning"} <= scripts


def test_the_rules_cross_the_wire_unchanged() -> None:
    assert msgspec.json.decode(msgspec.json.encode(RULES), type=Rules) == RULES


def test_loading_twice_gives_the_same() -> None:
    assert load().rules == RULES


def test_nothing_that_agents_are_told_to_say_is_forbidden() -> None:
    matcher = PhraseMatcher(RULES.phrases)
    told = [phrase.say_instead.zh for phrase in RULES.phrases]
    told += [civil.text.zh for civil in RULES.civil]
    for script in RULES.scripts:
        told += [advice.zh for advice in script.advice]
        for asked in script.questions:
            told += [asked.text.zh, *([asked.filled.zh] if asked.filled else [])]
    for text in told:
        for moment in Moment:
            assert matcher.check(text, moment) == [], text


def test_chinese_texts_are_chinese_and_english_texts_are_not() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for script in RULES.scripts:
        for asked in script.questions:
            for text in (asked.text, asked.purpose, *(choice.label for choice in asked.choices)):
                assert han.search(text.zh), text
                assert not han.search(text.en), text
                assert not re.search(r"[,?!;]", text.zh), text


def test_files_tell_their_versions() -> None:
    files = {file.name: file for file in load().files}
    assert files["phrases.yaml"].version == "5"
    assert files["scripts/leak.yaml"].effective_from == datetime.date(2026, 1, 1)
    assert not any(file.from_site for file in files.values())


# --- a site's own files ---


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path).rules == RULES


def test_entries_replace_and_add_and_may_be_left_out(tmp_path: Path) -> None:
    kinds_of_mine = [KIND % ("fees", "finance", "fees"), KIND % ("pool", "cleaning", "general")]
    catalogue = "".join(["kinds:\n", *(f"  - {kind}\n" for kind in kinds_of_mine), "drop: {kinds: [mail, pests]}\n"])
    folder = site(tmp_path, catalogue=catalogue, phrases="drop: [LINE-3-3]\n")
    found = load(folder).rules
    kinds = {kind.value: kind for kind in found.catalogue.kinds}
    assert kinds["fees"].label.zh == "甲"
    assert "pool" in kinds
    assert not {"mail", "pests"} & kinds.keys()
    assert [kind.value for kind in found.catalogue.kinds][:3] == [kind.value for kind in RULES.catalogue.kinds][:3]
    assert "LINE-3-3" not in {phrase.rule for phrase in found.phrases}
    assert found.version != RULES.version


def test_a_site_adds_a_script_and_replaces_one(tmp_path: Path) -> None:
    folder = site(tmp_path, scripts__mine=small_script("mine"), scripts__fees=small_script("fees"))
    scripts = {script.id: script for script in load(folder).rules.scripts}
    assert len(scripts) == len(RULES.scripts) + 1
    assert scripts["fees"].title.zh == "甲"
    assert scripts["mine"].version == "1"


def test_a_site_knows_a_year_that_the_library_does_not(tmp_path: Path) -> None:
    folder = site(tmp_path, calendar__2090="year: 2090\nholidays: [2090-10-02]\nworking_days: [2090-10-01]\n")
    calendar = load(folder).calendar
    assert calendar.known(2090)
    assert calendar.is_workday(datetime.date(2090, 10, 1))


def test_a_file_that_takes_effect_later_waits(tmp_path: Path) -> None:
    folder = site(tmp_path, phrases="drop: [LINE-3-3]\n")
    assert load(folder, on=datetime.date(2025, 12, 31)).rules == RULES
    assert load(folder, on=datetime.date(2026, 1, 1)).rules != RULES


def test_a_broken_site_leaves_the_shipped_rules_usable(tmp_path: Path) -> None:
    faults_of(site(tmp_path, phrases="phrases: 3\n"))
    assert load().rules == RULES


# --- faults ---


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidData) as caught:
        load(tmp_path / "nowhere")
    assert "no such folder" in str(caught.value)


def test_all_faults_of_all_files_are_listed(tmp_path: Path) -> None:
    folder = site(
        tmp_path,
        phrases=(
            "phrases:\n"
            "  - {rule: SITE-1, text: 哼, moments: [call], why: {zh: 甲, en: A}}\n"
            "  - {rule: SITE-2, text: 切, moments: [], why: {zh: 甲, en: A}, say_instead: {zh: 您, en: }}\n"
            "  - {rule: SITE-3, text: ！, moments: [noon], why: {zh: 甲, en: A}, say_instead: {zh: 您, en: B}}\n"
        ),
        catalogue="kinds:\n  - " + KIND % ("pool", "swimmers", "swim") + "\nkind: []\n",
        civil="civil:\n  - {rule: SITE-C, moments: [call]}\n",
        calendar__2027="year: 2027\nholidays: [2026-01-01]\nworking_days: [1 May]\n",
        strange="a: 1\n",
    )
    assert faults_of(folder) == [
        "calendar/2027.yaml:5: '1 May' is not a date like 2026-01-31",
        "catalogue.yaml:4: pool: unknown department 'swimmers'",
        "catalogue.yaml:4: pool: unknown script 'swim'",
        "catalogue.yaml:5: unknown key 'kind'",
        "civil.yaml:4: SITE-C: 'text' is missing",
        "phrases.yaml:4: SITE-1: a forbidden phrase carries what to say instead (SAY-2)",
        "phrases.yaml:4: SITE-1: 'say_instead' is missing",
        "phrases.yaml:5: SITE-2: a text is missing here",
        "phrases.yaml:6: SITE-3: 'noon' is none of opening, call, ending",
        "strange.yaml:0: no file of the rules; known are advice.yaml, catalogue.yaml, civil.yaml, penalties.yaml,"
        " phrases.yaml, procedure.yaml, required.yaml, score_card.yaml, scripts/*.yaml, calendar/*.yaml,"
        " penalties/*.yaml",
    ]


def test_a_file_with_a_faulty_head_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "civil.yaml").write_text("effective_from: soon\ncivil:\n  - {rule: C, moments: [call]}\n", "utf-8")
    assert faults_of(tmp_path) == [
        "civil.yaml:1: 'version' is missing",
        "civil.yaml:1: 'soon' is not a date like 2026-01-31",
        "civil.yaml:3: C: 'text' is missing",
    ]


def test_a_phrase_without_moment_or_word(tmp_path: Path) -> None:
    rest = "why: {zh: 甲, en: A}, say_instead: {zh: 您好, en: Hello}}\n"
    first = "  - {rule: A, text: 切, moments: [], "
    second = "  - {rule: B, text: ！, moments: [call], "
    folder = site(tmp_path, phrases=f"phrases:\n{first}{rest}{second}{rest}")
    assert faults_of(folder) == [
        "phrases.yaml:4: A: a phrase needs a moment in which it is a fault (SAY-1)",
        "phrases.yaml:5: B: '！' has no word to find",
    ]


def test_an_entry_that_is_here_twice(tmp_path: Path) -> None:
    entry = "  - {rule: SAY-C01, moments: [call], text: {zh: 您好, en: Hello}}\n"
    assert faults_of(site(tmp_path, civil="civil:\n" + entry + entry)) == [
        "civil.yaml:5: SAY-C01: this entry is here twice"
    ]


def test_what_is_left_out_must_be_there(tmp_path: Path) -> None:
    folder = site(tmp_path, civil="drop: [SAY-C99]\n", catalogue="drop: {kinds: [no-such], gods: [zeus]}\n")
    assert sorted(faults_of(folder)) == [
        "catalogue.yaml:3: drop: there is no 'no-such' to leave out",
        "catalogue.yaml:3: drop: unknown list 'gods'",
        "civil.yaml:3: drop: there is no 'SAY-C99' to leave out",
    ]


def test_the_words_of_the_program_cannot_be_changed(tmp_path: Path) -> None:
    added = "weights:\n  - {value: huge, label: {zh: 特大, en: Huge}}\n"
    folder = site(tmp_path, catalogue=added + "drop: {weights: [slight], departments: [finance]}\n")
    assert set(faults_of(folder)) == {
        "catalogue.yaml:0: slight: missing in weights",
        "catalogue.yaml:14: fees: unknown department 'finance'",
        "catalogue.yaml:4: huge: no such value in weights",
    }


def test_inconsistent_penalties_and_procedure_are_named_with_their_lines(tmp_path: Path) -> None:
    shipped = (SHIPPED / "penalties.yaml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(shipped, 1) if "PEN-3-6," in text)
    broken = "\n".join(shipped).replace("PEN-3-6, gravity: light, least: 2", "PEN-3-6, gravity: light, least: 6")
    (tmp_path / "penalties.yaml").write_text(broken, "utf-8")
    procedure = (
        (SHIPPED / "procedure.yaml").read_text("utf-8").replace("extend_by: general_manager", "extend_by: king")
    )
    (tmp_path / "procedure.yaml").write_text(procedure, "utf-8")
    first, *follow, last = faults_of(tmp_path)
    assert first == f"penalties.yaml:{line}: PEN-3-6: points must run from least to most, above 0"
    assert re.fullmatch(r"procedure\.yaml:\d+: SLA-5: extend_by names no role: 'king'", last)
    facts = {one.split(": ")[1] for one in follow}
    assert facts == {"shift_late_1_to_10", "left_early"}, "what is proposed by that rule is named too"
    for one in follow:
        place, fact, message = one.split(": ", 2)
        assert message == "PEN-3-6 proposes 2 points, outside 6 to 5"
        assert f"fact: {fact}," in shipped[int(place.removeprefix("penalties.yaml:")) - 1]
