"""The wall: what its page is told of the site, that its script finds the places it writes to, and names nobody."""

import re
from pathlib import Path
from string import Template

from api.figures.wall import FILES, for_the_wall, page_words
from api.schemas import AgentNow, Board, Figures, LevelFormula, ServiceLevel, TicketsNow, WaitingNow
from api.schemas.incidents import IncidentNow
from api.settings import DeskSettings
from telephony.events import AgentState

LEVEL = ServiceLevel(target_ms=15_000, in_force=LevelFormula.OFFERED, values={})
PAGE = (FILES / "wall.html").read_text(encoding="utf-8")
SCRIPT = (FILES / "wall.js").read_text(encoding="utf-8")


def test_nobody_is_named() -> None:
    board = Board(
        at=1.0,
        since=0.0,
        today=Figures(level=LEVEL),
        waiting=(WaitingNow(call_id="c-77", queue="投诉热线", rings=1, waited_ms=5, offered_to="李明"),),
        agents=(
            AgentNow(
                agent_id="a-77", name="李明", team="早班", state=AgentState.PAUSED, state_ms=1, reason="sick_leave"
            ),
        ),
        tickets=TicketsNow(),
        alarms=(),
        incidents=(
            IncidentNow(
                incident_id="i-77", kind="people", at=7.0, name="赵芳", ticket_number="TS77", site="qingshan"
            ),
        ),
    )
    told = for_the_wall(board).decode()
    assert '"incidents":[{' in told  # how many, no more (SEC-2)
    assert "投诉热线" in told
    assert not [one for one in ("77", "李明", "早班", "sick_leave", "赵芳", "people", "qingshan") if one in told]


def test_the_page_knows_the_sites_clock_and_its_three_rings(tmp_path: Path) -> None:
    settings = DeskSettings.load(tmp_path, centre_name="<青山> 客服", timezone="Asia/Tokyo", country="JP")
    words = Template(PAGE).substitute(page_words(settings, "zh"))
    assert 'data-timezone="Asia/Tokyo"' in words
    assert f'data-limit-ms="{settings.cadence.limit_ms:g}"' in words
    assert "&lt;青山&gt; 客服" in words
    Template((FILES / "key.html").read_text(encoding="utf-8")).substitute(page_words(settings, "zh"))


def test_the_script_writes_only_to_places_that_there_are() -> None:
    written = set(re.findall(r'put\("([a-z]+)"', SCRIPT))
    places = set(re.findall(r'id="([a-z]+)"', PAGE))
    assert written == places
