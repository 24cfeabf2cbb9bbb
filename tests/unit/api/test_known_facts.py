"""Rare facts: read once, read on, and read anew when somebody's words in them were erased."""

from pathlib import Path

from sqlalchemy import text

from api.briefs.events import BriefHandedIn, BriefPrepared
from api.erasing.events import ResidentErased
from api.known_facts import KnownFacts
from tests.unit.api import desk_samples as sample

KINDS = ("BriefPrepared", "BriefHandedIn")
PREPARED = BriefPrepared(at=1.0, key="2026-11-23")
HANDED = BriefHandedIn(at=2.0, key="2026-11-23", agent_id="a", name="赵强", remarks="王芳满意", plans="")
GONE = ResidentErased(at=3.0, erasure_id="e", agent_id="a", resident_id="r", entries=1, digest="x")


async def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        facts = KnownFacts(desk.database, KINDS)
        assert await facts.read() == ()
        await desk.log.append_desk(PREPARED)
        assert await facts.read() == (PREPARED,)
        facts._found.clear()  # what is not read again does not come back
        await desk.log.append_desk(HANDED)
        assert await facts.read() == (HANDED,)
        assert await facts.read() == (HANDED,)


async def test_words_that_were_erased_are_forgotten(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        facts = KnownFacts(desk.database, KINDS)
        await desk.log.append_desk(PREPARED, HANDED)
        await facts.read()
        facts._found = [PREPARED]  # as if the log had told other words before
        await desk.log.append_desk(GONE)
        assert await facts.read() == (PREPARED, HANDED)
        async with desk.database.reading() as session:
            assert await session.scalar(text("SELECT count(*) FROM event_log")) == 3
