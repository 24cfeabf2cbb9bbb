"""What the month's page works out beside the report: shares, what is left out, pictures as data."""

from base64 import b64decode
from zoneinfo import ZoneInfo

from api.papers.specimen import report
from api.papers.ticket_words import Speech
from api.reports.month import Month
from api.reports.plots import TITLES
from api.schemas.reports import ClockLine, Compared, CountLine
from api.web.pages.reports.month import counted, kept, pictures, share, word_of_day
from scripts_lib.loader import load
from scripts_lib.model import Text
from tests.unit.api import desk_samples as sample

SPEECH = Speech(load().rules.catalogue, ZoneInfo(sample.ZONE), {})


def test_shares_and_clocks() -> None:
    assert (share(7, 8), share(0, 3), share(0, 0)) == ("87.5%", "0.0%", "—")
    clocks = [ClockLine(key=k, rule=k, what=Text(k, k), met=3, missed=1, running=9) for k in ("SLA-1", "SLA-7")]
    assert kept(tuple(clocks)) == (6, 8)


def test_what_was_never_counted_is_left_out() -> None:
    line = CountLine(key="mail", label=Text("邮件", "Mail"), count=Compared())
    assert not counted(line)
    assert counted(CountLine(key="mail", label=line.label, count=Compared(last_year=1)))


def test_the_day_by_which_it_is_due() -> None:
    assert word_of_day(Month(2026, 2)) == Text("2月28日", "2026-02-28")
    assert word_of_day(Month(2026, 12)) == Text("12月30日", "2026-12-30")


def test_every_plot_is_a_picture_of_its_own() -> None:
    found = pictures(report(SPEECH), "en")
    assert [title for title, _ in found] == [title.en for title in TITLES.values()]
    head, _, content = found[0][1].partition(",")
    assert head == "data:image/svg+xml;base64"
    assert b"<script" not in b64decode(content)
    assert b64decode(content).startswith(b"<svg")
