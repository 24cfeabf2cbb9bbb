"""`hotline phrases check` and `hotline scripts check` from the command line."""

import json
from pathlib import Path

from typer.testing import CliRunner

from hotline_cli.phrases import phrases_app, scripts_app

RUNNER = CliRunner()
HEAD = 'version: "1"\neffective_from: 2026-01-01\n'


def test_each_line_gets_one_json_object() -> None:
    lines = "opening\t喂，你好\ncall\t您知道不知道\ncall\t急什么\nending\t\n"
    result = RUNNER.invoke(phrases_app, ["check", "--json"], input=lines)
    assert result.exit_code == 0
    answers = [json.loads(line)["hits"] for line in result.stdout.splitlines()]
    assert [[hit["rule"] for hit in hits] for hits in answers] == [["SAY-F01"], [], ["SAY-F25"], []]
    (hit,) = answers[2]
    assert (hit["phrase"], hit["start"], hit["end"], hit["confidence"]) == ("急什么", 0, 3, 1.0)
    assert set(hit["say_instead"]) == {"zh", "en"}


def test_a_line_that_is_none_is_answered_and_counted() -> None:
    result = RUNNER.invoke(phrases_app, ["check", "--json"], input="急什么\nnoon\t急什么\ncall\t急什么\n")
    assert result.exit_code == 2
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [True, True, False]


def test_for_people_it_is_plain_text() -> None:
    result = RUNNER.invoke(phrases_app, ["check"], input="call\t急什么\ncall\t您好\n")
    assert result.stdout.splitlines() == ["SAY-F25 「急什么」 0-3 → 请您不要着急，我马上为您处理。", "-"]


def test_a_site_may_leave_a_phrase_out(tmp_path: Path) -> None:
    (tmp_path / "phrases.yaml").write_text(HEAD + "drop: [SAY-F25]\n", "utf-8")
    result = RUNNER.invoke(phrases_app, ["check", "--rules", str(tmp_path)], input="call\t急什么\n")
    assert result.stdout == "-\n"


def test_sound_rules_are_said_to_be_sound(tmp_path: Path) -> None:
    for arguments in (["check"], ["check", str(tmp_path)]):
        result = RUNNER.invoke(scripts_app, arguments)
        assert result.exit_code == 0
        assert "9 scripts, 39 phrases" in result.stdout


def test_all_the_faults_of_a_site_are_listed(tmp_path: Path) -> None:
    (tmp_path / "phrases.yaml").write_text(HEAD + "phrases:\n  - {rule: X, text: 切}\n", "utf-8")
    (tmp_path / "civil.yaml").write_text(HEAD + "civil: [\n", "utf-8")
    result = RUNNER.invoke(scripts_app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    listed = result.stderr.splitlines()
    assert f"{tmp_path}/phrases.yaml:4: X: 'moments' is missing" in listed
    assert any(line.startswith(f"{tmp_path}/civil.yaml:") for line in listed)
    assert len(listed) >= 5
    assert "Traceback" not in result.output


def answers_to(lines: bytes) -> list[dict[str, object]]:
    result = RUNNER.invoke(phrases_app, ["check", "--json"], input=lines)
    assert result.exit_code == 2
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_bytes_that_are_no_text_are_an_answer_of_their_own() -> None:
    first, second = answers_to(b"call\t\xff\xfe\ncall\t" + "急什么".encode() + b"\n")
    assert first == {"error": "byte 6 of the line is not UTF-8 text"}
    assert "hits" in second


def test_lines_of_windows_and_its_editors_are_read() -> None:
    mark, empty, other = answers_to(b"\xef\xbb\xbfcall\t" + "急什么\r\n\r\nlunch\t急什么\r\n".encode())
    assert "hits" in mark
    assert empty == other == {"error": "a line is opening|call|ending, a tab, and the text"}


def test_a_line_without_end_is_refused_and_the_next_one_is_read() -> None:
    huge, text = answers_to(b"call\t" + b"a" * 3_000_000 + b"\ncall\t" + "急什么".encode())
    assert huge == {"error": "the line has more than 1000000 bytes; check it in parts"}
    assert "hits" in text


def test_a_tab_within_the_text_belongs_to_it() -> None:
    result = RUNNER.invoke(phrases_app, ["check", "--json"], input="call\t好\t急什么\n")
    (hit,) = json.loads(result.stdout)["hits"]
    assert (hit["start"], hit["end"]) == (2, 5)
