"""Files of summaries that name an erased resident's complaint lose their content; that they were there stays."""

from collections import defaultdict
from pathlib import Path

from sqlalchemy import select

from api.briefs.tables import BriefFileRow
from api.erasing.rows import _briefs
from tests.unit.api import desk_samples as sample


def file(key: str, *tickets: str, site: str = "") -> BriefFileRow:
    return BriefFileRow(
        site=site, key=key, at=1.0, name=f"{key}.pdf", sha256="0" * 64, tickets=list(tickets), content=b"%PDF-"
    )


async def test_only_what_names_the_complaint_or_was_redacted_goes(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        files = (
            file("2026-11-27", "TS1", "TS2"),
            file("2026-11-28", "TS2"),
            file("2026-W48"),
            file("2026-W47", site="east"),
        )
        async with desk.database.writing() as session:
            session.add_all(files)
        async with desk.database.writing() as session:
            await _briefs(session, defaultdict(set, {"ticket": {"TS1", "TS9"}, "key": {"2026-W48", "2026-W47@east"}}))
        async with desk.database.reading() as session:
            columns = (BriefFileRow.key, BriefFileRow.content, BriefFileRow.sha256)
            found = {key: (content, digest) for key, content, digest in await session.execute(select(*columns))}
        assert {key: content for key, (content, _) in found.items()} == {
            "2026-11-27": None,
            "2026-11-28": b"%PDF-",
            "2026-W48": None,
            "2026-W47": None,
        }
        assert {digest for _, digest in found.values()} == {"0" * 64}
