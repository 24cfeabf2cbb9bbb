"""Sessions begin, end by themselves and before their time, and are listed with the reason."""

from pathlib import Path

from api.agents.sessions import KEPT_S, Ended, Sessions
from api.schemas import SessionView
from tests.unit.api import desk_samples as sample


def begun(session_id: str, agent_id: str = "a1", at: float = 1000.0, lasts_s: float = 3600.0) -> SessionView:
    return SessionView(
        session_id=session_id,
        agent_id=agent_id,
        begun_at=at,
        expires_at=at + lasts_s,
        source="192.0.2.7",
        device="console " * 40,
    )


async def test_one_and_all_are_ended(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        sessions = Sessions(desk.database)
        for number, who in enumerate(("a1", "a1", "a1", "a2")):
            await sessions.begin(begun(f"s{number}", who, 1000.0 + number), 1000.0 + number)
        assert await sessions.end("a1", Ended.SIGNED_OUT, 1010.0, only="s1") == 1
        assert await sessions.end("a1", Ended.SIGNED_OUT, 1010.0, only="s3") == 0, "another's session"
        assert await sessions.ended(["s0", "s1", "s3", "s9"], 1010.0) == {"s1": "signed_out", "s9": "unknown"}
        assert await sessions.end("a1", Ended.ADMINISTRATOR, 1020.0) == 2
        assert await sessions.end("a1", Ended.ADMINISTRATOR, 1020.0) == 0
        listed = await sessions.of_agent("a1", 1020.0)
        assert [(one.session_id, one.open, one.ended_why) for one in listed] == [
            ("s2", False, "administrator"),
            ("s1", False, "signed_out"),
            ("s0", False, "administrator"),
        ]
        assert len(listed[0].device) == 120
        assert await sessions.ended(["s3"], 1003.0 + 3600.0) == {"s3": "expired"}
        (left,) = await sessions.of_agent("a2", 1020.0)
        assert left.open


async def test_what_is_over_for_long_is_forgotten(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        sessions = Sessions(desk.database)
        await sessions.begin(begun("old"), 1000.0)
        later = 1001.0 + 3600.0 + KEPT_S
        await sessions.begin(begun("new", at=later), later)
        assert [one.session_id for one in await sessions.of_agent("a1", later)] == ["new"]
