"""Whom the desk tells that a paper is ready, and what of it somebody has not seen yet. Pure.

A prepared day or week is for the supervisor, who hands it in; a handed-in day and a month's statistics are for the
property manager, a week's report for the general manager (SLA-12, SLA-13); a site's for those who see that site.
"""

from collections.abc import Iterator

from api.briefs.filed import Filed
from api.briefs.sites import Sites
from api.briefs.span import Every, Span, span_of
from api.rights import Right, may, sees_site
from api.schemas import AgentView
from api.schemas.briefs import Notice
from scripts_lib.model import Text

OLDEST_S = 14 * 86_400.0
"""What is older is no news, whether it was seen or not."""
PREPARED, READY = "prepared", "ready"
TOLD = {Every.DAY: Right.TOLD_OF_DAYS, Every.WEEK: Right.TOLD_OF_WEEKS, Every.MONTH: Right.TOLD_OF_MONTHS}
TITLES = {
    Every.DAY: Text("客服日工作小结", "summary of the day"),
    Every.WEEK: Text("客服周工作汇报", "report of the week"),
    Every.MONTH: Text("投诉统计月报", "statistics of the month"),
}


def notice_id(stage: str, key: str) -> str:
    """`ready:2026-11`."""
    return f"{stage}:{key}"


def path_of(span: Span) -> str:
    """The page on which the paper stands."""
    return f"/reports/months/{span.key}" if span.every is Every.MONTH else f"/reports/briefs/{span.key}"


def told_of(stage: str, span: Span) -> Right:
    """The right of those whom a notice is for."""
    return Right.HAND_IN_BRIEFS if stage == PREPARED else TOLD[span.every]


def words_of(stage: str, span: Span, name: Text) -> Text:
    """What the notice says; `name` as `Sites.name`."""
    title = TITLES[span.every]
    if stage == PREPARED:
        return Text(
            f"{name.zh}的{title.zh}已备好，请补充意见后上报",
            f"The {title.en} ({name.en}) is prepared; add your remarks and hand it in",
        )
    return Text(f"{name.zh}的{title.zh}已可查阅", f"The {title.en} ({name.en}) is ready")


def unseen(person: AgentView, papers: Filed, sites: Sites, now: float) -> tuple[Notice, ...]:
    """What this person was told and has not seen, newest first."""
    found = [
        Notice(notice_id=one, at=at, text=words_of(stage, span, sites.name(span)), path=path_of(span))
        for stage, span, at in _told(papers)
        if now - at < OLDEST_S
        and may(person, told_of(stage, span))
        and sees_site(person, span.site)
        and ((one := notice_id(stage, span.key)), person.agent_id) not in papers.seen
    ]
    return tuple(sorted(found, key=lambda one: -one.at))


def _told(papers: Filed) -> Iterator[tuple[str, Span, float]]:
    for key, at in papers.prepared.items():
        span = span_of(key)
        if span is not None and span.every is not Every.MONTH and key not in papers.handed_in_at:
            yield PREPARED, span, at
    for key, at in papers.handed_in_at.items():
        span = span_of(key)
        if span is not None:
            yield READY, span, at
