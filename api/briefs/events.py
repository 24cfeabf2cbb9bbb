"""What the desk notes of its own papers: prepared, handed in, seen by who was told."""

from api.facts import DeskFact


class BriefPrepared(DeskFact, frozen=True, kw_only=True):
    """The desk prepared the day's summary or the week's report for the supervisor (SLA-13)."""

    key: str
    """`2026-11-28@east`, `2026-W48@east`; without a site where no site has queues of its own."""


class BriefHandedIn(DeskFact, frozen=True, kw_only=True):
    """The supervisor handed it in with own words; a second time replaces the words, not the moment."""

    key: str
    agent_id: str
    name: str
    remarks: str
    plans: str
    sha256: str = ""
    """Of the file that was kept; empty where none was."""


class NoticeSeen(DeskFact, frozen=True, kw_only=True):
    """Somebody who was told of a paper has seen it."""

    notice_id: str
    agent_id: str


BriefEvent = BriefPrepared | BriefHandedIn | NoticeSeen
