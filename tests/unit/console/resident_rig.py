"""The resident on the agent's screen, for tests: records that take their time, and what the screen says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from api.schemas import Caller, Page, ResidentPage, ResidentView
from console import sample
from console.agent import resident_search
from console.pictures import Stage, settle
from console.sample_records import OPEN_TICKET, SampleRecords
from console.widgets.bars import Notice
from console.widgets.repeat_choice import RepeatChoice
from console.widgets.resident_card import ResidentCard
from telephony.events import AgentState
from tests.unit.console.agent_rig import main

UNKNOWN = replace(sample.RINGING, resident=None)
TICKET = OPEN_TICKET.number


class SlowRecords(SampleRecords):
    """Answers a search when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, asyncio.Future[ResidentPage]] = {}

    async def residents(self, words: str) -> ResidentPage:
        self.asked.append(("residents", words))
        self.answers[words] = asyncio.get_running_loop().create_future()
        return await self.answers[words]


class LateCaller(SampleRecords):
    """Says who calls when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.callers: dict[str, asyncio.Future[Caller]] = {}

    async def caller(self, call_id: str, resident_id: str = "") -> Caller:
        self.callers[call_id] = asyncio.get_running_loop().create_future()
        return await self.callers[call_id]


def page(*found: ResidentView, total: int = 0) -> ResidentPage:
    return ResidentPage(page=Page(total=total or len(found), limit=20, offset=0), items=found)


class Rest:
    """Stands for the timers of the search: the rest in typing is over when the test says so, or at once."""

    def __init__(self) -> None:
        self.at_once = True
        self.running: list[Rest.Timer] = []

    class Timer:
        def __init__(self, callback: Callable[[], None]) -> None:
            self.callback = callback
            self.stopped = False

        def stop(self) -> None:
            self.stopped = True

    def set_timer(self, delay: float, callback: Callable[[], None]) -> "Rest.Timer":
        assert delay == resident_search.DEBOUNCE_S
        timer = self.Timer(callback)
        if self.at_once:
            callback()
        else:
            self.running.append(timer)
        return timer

    def over(self) -> None:
        for timer in self.running:
            if not timer.stopped:
                timer.callback()


@asynccontextmanager
async def running(
    stage: Stage, size: tuple[int, int] = (120, 40), *, talk: bool = True
) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        if talk:
            stage.desk.bring(sample.TALKING, AgentState.TALKING)
            await settle(pilot)
        yield pilot


def card(stage: Stage) -> str:
    return main(stage).query_one(ResidentCard).said


def notice(stage: Stage) -> str:
    return str(main(stage).query_one(Notice).content)


def asked(stage: Stage, what: str) -> list[tuple[object, ...]]:
    return [one[1:] for one in stage.desk.records.asked if one[0] == what]


def results(stage: Stage) -> list[str]:
    shown = stage.app.screen.query_one("#search-results", OptionList)
    return [str(shown.get_option_at_index(place).prompt) for place in range(shown.option_count)]


def state(stage: Stage) -> str:
    return str(stage.app.screen.query_one("#search-state", Static).content)


def question(stage: Stage) -> str:
    shown = main(stage).query_one(RepeatChoice)
    return shown.plain if shown.display else ""


def draft(stage: Stage) -> tuple[str, str]:
    work = main(stage).duty.work
    assert work is not None
    return work.draft.resident_id, work.draft.repeat_of
