"""The list of calls: whoever reviews those of the own reach, an agent the own ones."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from api.guards import needs
from api.problems import AnyRequest
from api.review.lists import CallsWanted
from api.rights import Right, may
from api.schemas import Role
from api.services import Services
from api.web.paging import PAGE, page_number, pages_of
from api.web.render import page
from scripts_lib.model import Text
from scripts_lib.score_card import WHOLE

KINDS = {
    "missed": Text("超过三响", "Later than three rings"),
    "hits": Text("有疑似忌语", "With suspected phrases"),
    "proposals": Text("有待定考评", "With open proposals"),
    "points": Text("有扣分", "With points taken"),
    "graded": Text("已评分", "Graded"),
    "failed": Text("评分不合格", "Below the mark"),
}
"""What a list may be narrowed to; several at once narrow further."""
MARK = re.compile(r"[0-9]{1,3}(\.[0-9])?")
FIELDS = ("since", "until", "agent", "queue", "mark_from", "mark_to")


@get("/calls", guards=[needs(Right.SEE_CALLS)])
async def calls(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """One page of the calls that this person may look at, newest first. The opening is logged (SEC-1)."""
    asked = {name: request.query_params.get(name, "").strip()[:64] for name in (*FIELDS, *KINDS)}
    number = page_number(request)
    total, lines = await services.calls.lists.page(
        wanted_of(asked, services.settings.zone),
        request.user,
        limit=PAGE,
        offset=(number - 1) * PAGE,
        seen=services.seen_by(request.user),
    )
    everyone = may(request.user, Right.SEE_EVERY_CALL)
    if lines and everyone:
        await services.residents.book.opened(
            request.user.agent_id, "call_list", f"{len(lines)} from {lines[0].call.call_id}"
        )
    among = await services.calls.hearing.whose(request.user)
    people = await services.staff.people.all()
    return page(
        request,
        "calls.html",
        lines=lines,
        total=total,
        number=number,
        pages_in_all=pages_of(total),
        asked=asked,
        kinds=KINDS,
        names={one.agent_id: one.name for one in people},
        agents=[
            one for one in people if one.role is Role.AGENT and everyone and (among is None or one.agent_id in among)
        ],
        queues=services.site.queues,
        address=f"/calls?{urlencode({name: value for name, value in asked.items() if value} | {'page': ''})}"[:-5],
        everyone=everyone,
    )


def wanted_of(asked: Mapping[str, str], zone: ZoneInfo) -> CallsWanted:
    """What the form asks for; a day or a mark that is none asks for nothing."""
    last = day_of(asked.get("until", ""))
    first = day_of(asked.get("since", ""))
    return CallsWanted(
        since=_midnight(first, zone) if first else None,
        until=_midnight(last + timedelta(days=1), zone) if last else None,
        agent_id=asked.get("agent") or None,
        queue=asked.get("queue") or None,
        mark_from=mark_of(asked.get("mark_from", "")),
        mark_to=mark_of(asked.get("mark_to", "")),
        **{name: bool(asked.get(name)) for name in KINDS},
    )


def day_of(text: str) -> date | None:
    """The day that a field of a form names."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 9998 else None


def mark_of(text: str) -> float | None:
    """The mark of a card that a field of a form names, 0 to 100 with one digit after the point at most."""
    return float(text) if MARK.fullmatch(text) and float(text) <= WHOLE else None


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
