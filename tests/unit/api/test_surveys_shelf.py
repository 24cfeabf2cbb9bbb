"""Questionnaires through a database: answered once, by link alone, until they expire, and counted with follow-ups."""

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.errors import Conflict, Invalid, NotFound
from api.log_events import DutyAnswered
from api.residents.book import ResidentBook
from api.schemas import NewResident, Role
from api.schemas.surveys import NewSurvey, Scores, Share, Source, SurveyAnswer, TicketOpinions
from api.surveys import shelf as shelf_module
from api.surveys.shelf import SurveyShelf
from api.tickets.events import TicketFollowedUp, TicketRegistered, TicketSettled
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample

NUMBER = "TS20261123-0001"
GOOD = SurveyAnswer(scores=Scores(overall=5, content=4, quality=5, attitude=3), comment="师傅很耐心")
PEOPLE = (("3", "502", "王芳"), ("3", "502", "王强"), ("3", "503", "李强"), ("4", "101", "张军"))
TABLES = ("survey", "survey_invitation", "satisfaction")


async def registered(desk: sample.Desk, number: str = NUMBER) -> None:
    await desk.log.append_desk(
        TicketRegistered(
            at=sample.NOON,
            number=number,
            call_id=f"call of {number}",
            agent_id="a1",
            complaint=sample.complaint(),
            clocks=(),
            rules_version="1",
            home="3|1|502",
        )
    )


async def settled(desk: sample.Desk, number: str = NUMBER) -> None:
    await registered(desk, number)
    await desk.log.append_desk(
        TicketSettled(at=sample.NOON, number=number, agent_id="a1", result="修好了", follow_up_due=sample.NOON + 9)
    )


def shelf_of(desk: sample.Desk) -> SurveyShelf:
    return SurveyShelf(desk.database, desk.log, load())


async def test_a_link_is_answered_once_and_keeps_its_token_to_itself(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await settled(desk)
        shelf = shelf_of(desk)
        link = await shelf.of_ticket(NUMBER, sample.person())
        asked = await shelf.asked(link.token)
        assert (asked.title, asked.department) == ("", sample.complaint().department)
        await shelf.answer(link.token, GOOD)
        with pytest.raises(Conflict):
            await shelf.answer(link.token, GOOD)
        with pytest.raises(Conflict):
            await shelf.of_ticket(NUMBER, sample.person())
        kept = [await desk.rows(table) for table in ("event_log", *TABLES)]
        assert link.token not in str(kept)


async def test_a_newer_link_voids_the_older_and_a_guess_is_nothing(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await settled(desk)
        shelf = shelf_of(desk)
        older = await shelf.of_ticket(NUMBER, sample.person())
        newer = await shelf.of_ticket(NUMBER, sample.person())
        for token in (older.token, "x" * 32, "", "\ud800"):
            with pytest.raises(NotFound):
                await shelf.asked(token)
        await shelf.answer(newer.token, GOOD)


async def test_an_expired_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sample.desk(tmp_path) as desk:
        await settled(desk)
        monkeypatch.setattr(shelf_module, "TICKET_DAYS", -1)
        link = await shelf_of(desk).of_ticket(NUMBER, sample.person())
        with pytest.raises(Conflict, match="expired"):
            await shelf_of(desk).answer(link.token, GOOD)


async def test_only_what_is_settled_is_asked_about(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await registered(desk)
        with pytest.raises(Conflict):
            await shelf_of(desk).of_ticket(NUMBER, sample.person())
        with pytest.raises(NotFound):
            await shelf_of(desk).of_ticket("TS1", sample.person())


async def test_a_questionnaire_has_a_link_for_every_home(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        for building, room, name in PEOPLE:
            await book.add(NewResident(name=name, building=building, unit="1", room=room))
        shelf = shelf_of(desk)
        made = await shelf.start(NewSurvey(title="冬季服务", buildings=("3",)), sample.person())
        assert [one.home for one in made.links] == ["3|1|502", "3|1|503"]
        await shelf.answer(made.links[0].token, GOOD)
        total, (view,) = await shelf.all(limit=5, offset=0)
        assert (total, view.invited, view.answered) == (1, 2, 1)
        assert (await shelf.asked(made.links[1].token)).title == "冬季服务"
        with pytest.raises(Conflict):
            await shelf.start(NewSurvey(title="x", buildings=("99",)), sample.person())


async def test_results_join_both_ways_and_survive_a_rebuild(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await settled(desk)
        await settled(desk, "TS20261123-0002")
        shelf = shelf_of(desk)
        link = await shelf.of_ticket(NUMBER, sample.person())
        await shelf.answer(link.token, GOOD)
        asked = DutyAnswered(
            at=sample.NOON + 5,
            item_id="follow-up:TS20261123-0002",
            agent_id="a1",
            result="还有一点渗水",
            satisfied=False,
        )
        await desk.log.append_desk(asked)
        found = await shelf.results(0, 4e9, sample.person(role=Role.QA))
        assert (found.total.all.asked, found.total.all.content, found.total.follow_ups.asked) == (2, 1, 1)
        assert [one.value for one in found.buildings] == ["3"]
        assert [one.value for one in found.departments] == [sample.complaint().department]
        for departments, seen in (((sample.complaint().department,), 2), (("greenery",), 0)):
            head = replace(sample.person(role=Role.DEPARTMENT_HEAD), departments=departments)
            assert (await shelf.results(0, 4e9, head)).total.all.asked == seen, "a head has the own departments'"
        assert await shelf.of_agents(0, 4e9) == {"a1": Share(asked=2, content=1, share=0.5)}
        before = [await desk.rows(table) for table in TABLES]
        await desk.log.rebuild()
        assert [await desk.rows(table) for table in TABLES] == before


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewSurvey(title=" "), "title"),
        (NewSurvey(title="x" * 101), "title"),
        (NewSurvey(title="x", days=0), "days"),
        (NewSurvey(title="x", department="dragons"), "department"),
    ],
)
async def test_what_is_wrong_with_a_questionnaire(tmp_path: Path, new: NewSurvey, field: str) -> None:
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(Invalid) as told:
            await shelf_of(desk).start(new, sample.person())
        assert list(told.value.fields) == [field]


async def test_marks_are_from_one_to_five(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        wrong = SurveyAnswer(scores=Scores(overall=0, content=6, quality=1, attitude=5), comment="x" * 501)
        with pytest.raises(Invalid) as told:
            await shelf_of(desk).answer("x", wrong)
        assert list(told.value.fields) == ["overall", "content", "comment"]


async def test_a_follow_up_that_was_made_on_the_ticket_counts_too(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await settled(desk)
        for reached, satisfied in ((False, None), (True, True)):
            asked = TicketFollowedUp(
                at=sample.NOON + 5,
                number=NUMBER,
                agent_id="a1",
                result="接通与否",
                reached=reached,
                satisfied=satisfied,
            )
            await desk.log.append_desk(asked)
        found = await shelf_of(desk).results(0, 4e9, sample.person(role=Role.QA))
        assert (found.total.follow_ups.asked, found.total.follow_ups.content) == (1, 1)


async def test_what_was_said_of_one_complaint(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await settled(desk)
        shelf = shelf_of(desk)
        now = time.time()
        assert await shelf.opinions(NUMBER, now) == TicketOpinions(opinions=())
        link = await shelf.of_ticket(NUMBER, sample.person())
        assert (await shelf.opinions(NUMBER, now)).open_until == link.expires_at
        assert (await shelf.opinions(NUMBER, link.expires_at)).open_until is None
        await shelf.answer(link.token, GOOD)
        said = await shelf.opinions(NUMBER, now)
        assert said.open_until is None
        (one,) = said.opinions
        assert (one.source, one.content, one.scores, one.comment) == (Source.SURVEY, True, GOOD.scores, GOOD.comment)
