"""One call under review: both voices as waves, what was said, everything on one time line, and what is proposed."""

import time
from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from api.calls.views import view_of
from api.errors import Invalid
from api.guards import hearers, needs
from api.problems import AnyRequest
from api.quality.offers import offered
from api.recordings.routes import byte_range
from api.review.shelf import Review
from api.rights import Right, masks, may
from api.services import Services
from api.web.cookies import language_of
from api.web.forms import typed
from api.web.pages.calls.card import Refused, grading
from api.web.pages.calls.words import outline, said, ticks
from api.web.render import page
from api.web.session import session_of
from scripts_lib.model import Text

WHYS = {
    "review": Text("质检复核", "Quality review"),
    "sample": Text("抽样检查", "Spot check"),
    "complaint": Text("投诉核查", "Looking into a complaint"),
    "appeal": Text("申诉复核", "Looking into an appeal"),
    "training": Text("培训讲评", "Training"),
    "own": Text("核对本人考评依据", "Evidence held against oneself"),
}
"""Why a call is opened: kept in the logs (SEC-1), and in Chinese there."""
DONE = {
    "confirm": Text("已认定", "Confirmed"),
    "reject": Text("已驳回", "Rejected"),
    "appeal": Text("申诉已提交", "The appeal is sent"),
    "uphold": Text("申诉已裁定：维持", "The appeal is decided: upheld"),
    "overturn": Text("申诉已裁定：撤销", "The appeal is decided: overturned"),
    "withdraw": Text("已撤回", "Withdrawn"),
    "enter": Text("已转为考评意见", "It is a proposal now"),
    "graded": Text("评分已保存", "The card is saved"),
    "spot": Text("已列入抽查，可以评分", "It is on the list: fill in the card"),
    "bonus": Text("已加分", "The bonus is given"),
    "dismiss": Text("已记录：不是问题", "Noted: it was nothing"),
}
GLYPHS = {
    "pick_up": "☎",
    "missed": "✕",
    "step": "?",
    "hit": "▲",
    "required": "✓",
    "case": "◆",
    "hint": "◇",
    "end": "■",
}
"""Signs of the marks on the line, each told in words beside it."""


@get("/calls/{call_id:str}/review", guards=[needs(Right.SEE_CALLS)])
async def review(request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]) -> Template:
    """The page. It and the words are opened with a reason, in the logs (SEC-1)."""
    return await shown(request, services, call_id)


async def shown(request: AnyRequest, services: Services, call_id: str, refused: Refused | None = None) -> Template:
    """The page as it stands, with the form that was refused filled in as it was sent. It is logged."""
    by, why = request.user, _why(request)
    names = {one.agent_id: one.name for one in await services.staff.people.all()}
    found = await services.quality.reviews.open(
        call_id, by, WHYS[why].zh, lambda agent_id: names.get(agent_id, agent_id)
    )
    await services.secrecy.audit.note(by.agent_id, "call_review", call_id, WHYS[why].zh)
    zero = round(found.record.person_ms or 0.0)
    return page(
        request,
        "call_review.html",
        200 if refused is None else refused.error.status,
        path=f"/calls/{call_id}/review",
        here=review_address(request, call_id),
        error=Text(refused.error.zh, refused.error.en).of(language_of(request)) if refused is not None else "",
        review=found,
        call=view_of(found.record, time.time(), mask=masks(by)),
        said=said(found.words),
        offers={one.case_id: offered(one, by) for one in found.cases},
        rules=[one for one in services.quality.cases.rules() if not one.bonus],
        proposed={one.case_id: services.quality.cases.proposed_points(one) for one in found.cases},
        hint_ids={one.hint_id for one in found.hints},
        names=names,
        why=why,
        whys=WHYS,
        tracks=_tracks(found, why),
        start=_start(request, found),
        glyphs=GLYPHS,
        outline=outline,
        ticks=ticks(found.line.length_ms, zero),
        zero=zero,
        listed=found.line.listed(),
        reviewer=may(by, Right.HEAR_RECORDINGS),
        done=DONE.get(request.query_params.get("done", "")),
        **await grading(services, by, call_id, refused),
    )


def review_address(request: AnyRequest, call_id: str, **more: str) -> str:
    """Where the call is reviewed, for the reason that it is opened for now."""
    asked = ("why", "t")
    kept = {name: request.query_params[name] for name in asked if request.query_params.get(name)} | more
    return f"/calls/{call_id}/review" + (f"?{urlencode(kept)}" if kept else "")


def _why(request: AnyRequest) -> str:
    """The reason in the address; otherwise the one of this person's role."""
    asked = request.query_params.get("why", "")
    if not may(request.user, Right.HEAR_RECORDINGS):
        return "own"
    return asked if asked in WHYS else "review"


def _start(request: AnyRequest, found: Review) -> float:
    """Where the player stands at first: `t` is in milliseconds since pick-up, as evidence names it."""
    asked = request.query_params.get("t", "")
    picked_up = found.record.person_ms or 0.0
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return min(picked_up + int(asked), found.line.length_ms)
    return picked_up


def _tracks(found: Review, why: str) -> list[Mapping[str, object]]:
    """What the player needs of each recording that can be heard."""
    return [
        {
            "id": track.recording.recording_id,
            "from": round(track.began_ms),
            "to": round(track.began_ms + track.picture.length_ms),
            "src": f"/calls/{found.record.call_id}/sound/{track.recording.recording_id}?why={why}",
        }
        for track in found.tracks
        if track.picture is not None
    ]


@get("/calls/{call_id:str}/sound/{recording_id:str}", guards=[hearers])
async def sound(
    request: AnyRequest,
    call_id: FromPath[str],
    recording_id: FromPath[str],
    services: NamedDependency[Services],
) -> Response[bytes]:
    """The sound for the page's player, whole or one range of it. The opening is logged before the first byte."""
    why = WHYS[_why(request)].zh
    _, flac = await services.quality.reviews.sound(call_id, recording_id, request.user, why, session_of(request))
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    wanted = byte_range(request.headers.get("range", ""), len(flac))
    if wanted is None:
        return Response(flac, media_type="audio/flac", headers=headers)
    first, last = wanted
    if first > last:
        headers["Content-Range"] = f"bytes */{len(flac)}"
        return Response(b"", status_code=416, media_type="audio/flac", headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(flac)}"
    return Response(flac[first : last + 1], status_code=206, media_type="audio/flac", headers=headers)


@post("/calls/{call_id:str}/played", guards=[hearers], status_code=204)
async def played(request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]) -> None:
    """The player tells which stretch was listened to, in milliseconds of the recording."""
    sent = await typed(request)
    stretch = [sent.get(name, "") for name in ("from", "to")]
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in stretch):
        raise Invalid("播放区间不对", "the stretch is none: milliseconds, from and to")
    from_ms, to_ms = map(int, stretch)
    await services.quality.reviews.played(call_id, sent.get("recording", ""), request.user, from_ms, to_ms)
