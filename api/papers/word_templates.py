"""Makes the Word templates that are shipped, from `word_layouts.py`: `python -m api.papers.word_templates`.

A developer's tool. Sites edit copies of what it made in Word; `make papers` writes the shipped ones anew.
"""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from api.papers.templates_of import SHIPPED
from api.papers.word_layouts import LAYOUTS, Flow, Listing, Pair, Part, Signs, Wide, WordForm

FONT = "SimSun"
"""Song. Where it is missing, Word and LibreOffice take another Song."""
WIDTH = 172.0
"""Millimetres between the margins of a portrait page."""
WIDE = 259.0
"""Of a landscape page."""
LABEL = 26.0
BLANK_DATE = "　　　年　　月　　日"
MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""The time that every template bears, so that making one anew changes nothing."""


def template(form: WordForm) -> bytes:
    """One template as .docx."""
    paper = _empty(form)
    for number, copy in enumerate(form.copies or ("",)):
        if number:
            paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _head(paper, copy or form.left)
        _body(paper, form)
    content = io.BytesIO()
    paper.save(content)
    return _steady(content.getvalue())


def _empty(form: WordForm) -> Any:
    paper = Document()
    for part in ("author", "title", "comments"):
        setattr(paper.core_properties, part, "")
    paper.core_properties.created = paper.core_properties.modified = MADE
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if form.wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(18)
    section.top_margin, section.bottom_margin = Mm(16), Mm(16)
    _foot(section.footer.paragraphs[0])
    return paper


def _foot(line: Any) -> None:
    """Number at the left, page in the middle, time of printing at the right."""
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH / 2), WD_TAB_ALIGNMENT.CENTER)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("编号：{{ paper.number }}\t第 ")
    _field(line, "PAGE")
    line.add_run(" 页　共 ")
    _field(line, "NUMPAGES")
    line.add_run(" 页\t打印：{{ paper.printed_at }}")
    for run in line.runs:
        run.font.size = Pt(9)


def _field(line: Any, code: str) -> None:
    """A number that the word processor puts in."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = line.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _head(paper: Any, left: str) -> None:
    centre = paper.add_paragraph("{{ paper.centre }}")
    title = paper.add_paragraph()
    run = title.add_run("{{ paper.title }}")
    run.bold, run.font.size = True, Pt(18)
    title.paragraph_format.space_after = Pt(4)
    for line in (centre, title):
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    above = paper.add_paragraph(f"{left}\t编号：{{{{ paper.number }}}}")
    above.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    above.paragraph_format.space_after = Pt(3)


def _body(paper: Any, form: WordForm) -> None:
    table = None
    for block in form.blocks:
        if isinstance(block, (Pair, Wide, Part)):
            table = table or _table(paper, (LABEL, WIDTH / 2 - LABEL, LABEL, WIDTH / 2 - LABEL))
            _row(table, block)
            continue
        table = None
        if isinstance(block, Listing):
            _listing(paper, block)
        elif isinstance(block, Signs):
            paper.add_paragraph()
            paper.add_paragraph("　　".join(f"{who}：____________{BLANK_DATE}" for who in block.who))
        elif isinstance(block, Flow):
            paper.add_paragraph(block.text).runs[0].font.size = Pt(9)


def _table(paper: Any, widths: tuple[float, ...]) -> Any:
    table = paper.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _row(table: Any, row: Pair | Wide | Part) -> None:
    made = table.add_row()
    cells = made.cells
    made.height = Mm(7.5)
    if isinstance(row, Pair):
        _label(cells[0], row.one)
        _value(cells[1], row.first)
        _label(cells[2], row.two)
        _value(cells[3], row.second)
    elif isinstance(row, Wide):
        _label(cells[0], row.label)
        whole = cells[1].merge(cells[3])
        _value(whole, row.text)
        if row.height:
            made.height = Mm(row.height)
        if row.sign:
            line = whole.add_paragraph(f"{row.sign}：____________{BLANK_DATE}")
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        cells[0].merge(cells[3]).paragraphs[0].add_run(row.text).bold = True
    for cell in cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _label(cell: Any, text: str) -> None:
    cell.width = Mm(LABEL)
    cell.paragraphs[0].text = text
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _value(cell: Any, expression: str) -> None:
    cell.paragraphs[0].text = f"{{{{ {expression} }}}}" if expression else ""


def _listing(paper: Any, block: Listing) -> None:
    heading = paper.add_paragraph()  # also without words: two tables in a row would become one
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(8), Pt(3)
    heading.add_run(block.heading).bold = True
    share = (WIDE if paper.sections[0].orientation == WD_ORIENT.LANDSCAPE else WIDTH) / sum(
        width for _, _, width in block.columns
    )
    table = _table(paper, tuple(width * share for _, _, width in block.columns))
    _fill(table.add_row(), [name for name, _, _ in block.columns], bold=True)
    table.add_row().cells[0].text = f"{{%tr for one in {block.items} %}}"
    _fill(table.add_row(), [f"{{{{ {expression} }}}}" for _, expression, _ in block.columns])
    table.add_row().cells[0].text = "{%tr endfor %}"
    for _ in range(block.spare):
        table.add_row().height = Mm(7.5)
    _repeat(table.rows[0])


def _fill(row: Any, texts: list[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = bold, Pt(9.5)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _repeat(row: Any) -> None:
    """Let the heading stand on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _steady(content: bytes) -> bytes:
    """The same file with one time on all its parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, source.read(part))
    return target.getvalue()


def main(folder: Path = SHIPPED) -> None:
    """Write every template."""
    for name, form in LAYOUTS.items():
        (folder / f"{name}.docx").write_bytes(template(form))


if __name__ == "__main__":
    main()
