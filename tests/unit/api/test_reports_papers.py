"""The month on paper: words, plots without script, sheets whose rows fit their columns."""

from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from api.papers.specimen import report, ticket
from api.papers.ticket_words import Speech
from api.reports.month_words import change, month_words
from api.reports.plots import TITLES, plot
from api.reports.sheets import month_sheets, register_sheet
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample

SPEECH = Speech(load().rules.catalogue, ZoneInfo(sample.ZONE), {})


@pytest.mark.parametrize(
    ("now", "before", "text"), [(9, 8, "+12.5%"), (3, 4, "-25.0%"), (0, 0, "—"), (5, 0, "—"), (4, 4, "+0.0%")]
)
def test_change(now: int, before: int, text: str) -> None:
    assert change(now, before) == text


def test_words_of_a_month() -> None:
    words = month_words(report(SPEECH), SPEECH.zone)
    assert (words["month"], words["number"], words["stretch"]) == ("2026年1月", "202601", "全月")
    assert words["homes"] == [{"home": "3-1-502", "count": "2"}]
    assert words["done_rate"] == "100.0%"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", TITLES)
def test_plots_are_whole_and_have_no_script(name: str, lang: str) -> None:
    svg = plot(name, report(SPEECH), lang)
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "<script" not in svg
    assert TITLES[name].of(lang) in "".join(root.itertext())


def test_every_row_fits_its_sheet() -> None:
    sheets = (*month_sheets(report(SPEECH)), register_sheet((ticket(),), "2026年1月", SPEECH))
    for sheet in sheets:
        assert sheet.rows
        assert {len(row) for row in (*sheet.rows, sheet.total or sheet.rows[0])} == {len(sheet.columns)}, sheet.name
    assert len({sheet.name for sheet in sheets}) == len(sheets)
    assert sheets[-1].rows[0][0] == "TS20260101-0001"
