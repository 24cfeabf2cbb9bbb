"""The press: every shipped template as PDF and Word, the site's own before them, and what a wrong one is answered."""

import io
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from docx import Document

from api.papers import pdf, press, word_templates
from api.papers.forms import FORMS
from api.papers.office import SUFFIX
from api.papers.specimen import specimen
from api.papers.templates_of import SHIPPED
from api.papers.ticket_words import Speech
from api.papers.word_layouts import LAYOUTS
from api.schemas.papers import PaperFormat, PaperJob, PressAnswer, PressMade, PressRefused
from scripts_lib.loader import load
from tests.papers_rig import needs_pdf
from tests.unit.api import desk_samples as sample

SPEECH = Speech(load().rules.catalogue, ZoneInfo(sample.ZONE), {})
HEAD = {"title": "客户投诉意见表", "number": "YJ20260101-0001", "centre": "青山物业客服中心", "printed_at": "今天"}
THERE = [(name, file) for name in FORMS for file in PaperFormat if (SHIPPED / f"{name}.{SUFFIX[file]}").is_file()]


def job(name: str, file: PaperFormat, folder: Path | str = "", **more: object) -> PaperJob:
    words: dict[str, object] = {"paper": HEAD, **specimen(FORMS[name].subject, SPEECH), **more}
    return PaperJob(form=name, format=file, words=words, site_folder=str(folder))


def text_of(docx: bytes) -> str:
    paper = Document(io.BytesIO(docx))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def made(answer: PressAnswer) -> bytes:
    assert isinstance(answer, PressMade), answer
    return answer.content


def refused(answer: PressAnswer) -> PressRefused:
    assert isinstance(answer, PressRefused)
    return answer


@pytest.mark.parametrize(("name", "file"), THERE)
def test_every_shipped_template_is_sound(name: str, file: PaperFormat) -> None:
    content = made(press.make(job(name, file)))
    if file is PaperFormat.DOCX:
        text = text_of(content)
        assert "YJ20260101-0001" in text
        assert "{{" not in text
        assert "{%" not in text
    else:
        assert content.startswith(b"%PDF-")
        assert b"/FontFile" in content or b"/ObjStm" in content
        assert content.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_shipped_word_templates_are_those_of_the_layouts(name: str) -> None:
    shipped = zipfile.ZipFile(SHIPPED / f"{name}.docx").read("word/document.xml")
    fresh = zipfile.ZipFile(io.BytesIO(word_templates.template(LAYOUTS[name]))).read("word/document.xml")
    assert shipped == fresh


@needs_pdf
def test_what_residents_say_is_text_never_markup(tmp_path: Path) -> None:
    words = dict(specimen(FORMS["opinion"].subject, SPEECH)["t"])  # type: ignore[call-overload]
    nasty = '<img src="http://example.org/x"> {{ paper }} & <w:p/>'
    asked = job("opinion", PaperFormat.PDF, tmp_path, t={**words, "matter": nasty})
    made(press.make(asked))  # a picture from elsewhere would be refused
    asked = job("opinion", PaperFormat.DOCX, tmp_path, t={**words, "matter": nasty})
    assert nasty in text_of(made(press.make(asked)))


def test_the_sites_own_template_stands_first(tmp_path: Path) -> None:
    (tmp_path / "opinion.docx").write_bytes((SHIPPED / "follow_up.docx").read_bytes())
    assert "应回访时间" in text_of(made(press.make(job("opinion", PaperFormat.DOCX, tmp_path))))


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("<p>\n{% if %}\n</p>", 2, "Expected an expression"),
        ("<p>\n\n{{ t.no_such_word }}</p>", 3, "no_such_word"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("<p>\n{{ paper.__class__.__mro__ }}</p>", 2, "unsafe"),
        ("{% extends 'missing.html' %}", None, "missing.html"),
    ],
)
def test_a_wrong_template_of_the_site_is_named_with_its_line(
    tmp_path: Path, source: str, line: int | None, why: str
) -> None:
    path = tmp_path / "opinion.html"
    path.write_text(source, "utf-8")
    fault = refused(press.make(job("opinion", PaperFormat.PDF, tmp_path)))
    assert fault.template
    assert (f"{path}:{line}:" if line else f"{path}:") in fault.en
    assert why in fault.en
    assert "模板" in fault.zh


def test_a_fault_in_a_shared_part_names_the_part(tmp_path: Path) -> None:
    (tmp_path / "parts.html").write_text("{% macro columns() %}\n{{ nowhere }}\n{% endmacro %}", "utf-8")
    fault = refused(press.make(job("opinion", PaperFormat.PDF, tmp_path)))
    assert f"{tmp_path / 'parts.html'}:2:" in fault.en


def test_a_template_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "opinion.html").write_bytes("投诉".encode("gbk"))
    assert "UTF-8" in refused(press.make(job("opinion", PaperFormat.PDF, tmp_path))).en


def test_a_wrong_word_template_is_named(tmp_path: Path) -> None:
    path = tmp_path / "opinion.docx"
    path.write_bytes(b"this is no Word file")
    assert str(path) in refused(press.make(job("opinion", PaperFormat.DOCX, tmp_path))).en
    paper = Document()
    paper.add_paragraph("投诉人 {{ t.no_such_word }}")
    paper.save(str(path))
    fault = refused(press.make(job("opinion", PaperFormat.DOCX, tmp_path)))
    assert (str(path) in fault.en, "no_such_word" in fault.en) == (True, True)


@pytest.mark.parametrize(
    "where", ["/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x.png", "../opinion.html"]
)
@needs_pdf
def test_templates_reach_nothing_but_what_lies_beside_them(tmp_path: Path, where: str) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "opinion.html").write_text(f'<img src="{where}">', "utf-8")
    (tmp_path / "opinion.html").write_text("above", "utf-8")
    fault = refused(press.make(job("opinion", PaperFormat.PDF, tmp_path / "papers")))
    assert (fault.template, "not allowed" in fault.en) == (True, True)


@needs_pdf
def test_a_picture_beside_the_template_is_used(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    (tmp_path / "opinion.html").write_text('<img src="logo.svg">标志', "utf-8")
    made(press.make(job("opinion", PaperFormat.PDF, tmp_path)))


def test_without_a_chinese_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "has_chinese", lambda: False)
    fault = refused(press.make(job("opinion", PaperFormat.PDF)))
    assert (fault.template, "fonts-noto-cjk" in fault.en) == (False, True)


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pango(name: str) -> object:
        raise OSError(f"cannot load library for {name}")

    monkeypatch.setattr(pdf, "import_module", no_pango)
    fault = refused(press.make(job("opinion", PaperFormat.PDF)))
    assert (fault.template, "libpango" in fault.en) == (False, True)


def test_jobs_are_answered_one_after_the_other() -> None:
    encoded = [
        msgspec.json.encode(job("opinion", PaperFormat.DOCX)),
        msgspec.json.encode(job("shift", PaperFormat.DOCX)),
    ]
    source = io.BytesIO(b"".join(press.LENGTH.pack(len(one)) + one for one in encoded))
    target = io.BytesIO()
    press.run(source, target)
    rest, answers = target.getvalue(), []
    while rest:
        (length,) = press.LENGTH.unpack(rest[:4])
        answers.append(msgspec.json.decode(rest[4 : 4 + length], type=PressAnswer))
        rest = rest[4 + length :]
    assert [type(one) for one in answers] == [PressMade, PressMade]
