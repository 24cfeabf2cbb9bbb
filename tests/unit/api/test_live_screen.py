"""What a console is shown: whose call it is, who waits, who is parked, the colleagues, which line has the sound."""

import time

import jwt

from api.live.effects import Part
from api.live.hub import Stream
from api.live.moment import Aim
from api.live.screen import Screen
from api.schemas import CallState, ConsultCall, RingPlan, SiteView
from telephony import commands as line
from telephony.events import AgentState, CallParked, CallRetrieved, CallTransferred, PartyJoined
from telephony.tokens import AUDIENCE, issue_headset_token, verify_headset_token
from tests.unit.api.floor_scene import URL, Scene

KEY = "a key of at least thirty-two bytes, for tests"
SITE = SiteView(
    centre_name="××物业客服中心",
    timezone="Asia/Shanghai",
    ring_plan=RingPlan(country="CN", ring_ms=1000, period_ms=5000, limit_ms=15_000, strict_ms=11_000),
    version="0",
    rules_version="1",
)


def shown(scene: Scene) -> Screen:
    return Screen(scene.floor, SITE, KEY, 60.0)


def test_the_floor_shows_who_waits_with_queue_and_place_and_who_is_parked_apart() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.parks("a")
    scene.now += 5
    scene.arrives("c2")
    scene.arrives("c3")
    floor = shown(scene).floor(scene.now)
    assert [(one.call_id, one.position, one.queue) for one in floor.waiting] == [
        ("c2", 1, "投诉热线"),
        ("c3", 2, "投诉热线"),
    ]
    (parked,) = floor.parked
    assert (parked.call_id, parked.parked_by, parked.state) == ("c1", "a", CallState.PARKED)
    assert parked.parked_ms is not None


def test_a_call_on_its_way_to_a_colleague_waits_and_is_not_parked() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.talks("a")
    scene.floor.handing["c1"] = Aim("b")
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=20_000)
    screen = shown(scene)
    floor = screen.floor(scene.now)
    assert floor.parked == ()
    assert [(one.call_id, one.state, one.offered_to) for one in floor.waiting] == [("c1", CallState.OFFERED, "b")]
    offered = screen.call("b", scene.now)
    assert offered is not None
    assert offered.state is CallState.OFFERED
    assert screen.call("a", scene.now) is None, "handed over: no longer a's"


def test_who_is_being_called_stands_in_the_call() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.asks("a", ConsultCall(request_id=1, call_id="c1", number="95598"))
    call = shown(scene).call("a", scene.now)
    assert call is not None
    assert [(one.number, one.joined) for one in call.parties] == [("95598", False)]
    party_id = scene.commands(line.Consult)[-1].party_id
    scene.told(PartyJoined, call_id="c1", party_id=party_id, number="95598")
    call = shown(scene).call("a", scene.now)
    assert call is not None
    assert [(one.number, one.joined) for one in call.parties] == [("95598", True)]


def test_a_call_left_to_somebody_outside_stays_with_its_agent_to_be_written_up() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.told(PartyJoined, call_id="c1", party_id="p", number="95598", with_caller=True)
    scene.told(CallTransferred, call_id="c1", agent_id="a", party_id="p", number="95598", transferred_ms=30_000)
    call = shown(scene).call("a", scene.now)
    assert call is not None
    assert call.state is CallState.HANDED_ON


def test_colleagues_are_told_by_name_with_their_state_and_misses() -> None:
    scene = Scene("b", "a")
    scene.arrives()
    scene.passes(10)
    scene.talks("a")
    colleagues = shown(scene).floor(scene.now).colleagues
    assert [(one.agent_id, one.state, one.missed, one.call_id) for one in colleagues] == [
        ("a", AgentState.TALKING, 0, "c1"),
        ("b", AgentState.READY, 1, ""),
    ]


def test_the_headset_belongs_to_the_line_that_has_the_call() -> None:
    scene = Scene("a", "b")
    scene.starts_line("line-2", "ws://second/headset")
    screen = shown(scene)
    access = screen.headset("a")
    assert access is not None
    assert access.url == URL
    scene.line_id = "line-2"
    scene.arrives()
    access = screen.headset("a")
    assert access is not None
    assert access.url == "ws://second/headset"
    assert verify_headset_token(KEY, access.token) == "a"
    assert screen.delta("a", Part.HEADSET, scene.now)(7).number == 7
    other = screen.headset("b")
    assert other is not None
    assert other.url == URL


def test_a_snapshot_holds_it_all() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.parks("a")
    scene.told(CallRetrieved, call_id="c1", agent_id="a", retrieved_ms=25_000)
    snapshot = shown(scene).snapshot("a", Stream(), scene.now)
    assert snapshot.call is not None
    assert (snapshot.call.call_id, snapshot.floor.parked) == ("c1", ())


def test_an_agent_is_shown_the_own_figures_of_today() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.talks("a")
    screen = shown(scene)
    me = screen.me("a", scene.now)
    assert (me.answered_today, me.met_today) == (1, 1)
    assert (screen.me("b", scene.now).answered_today, screen.floor(scene.now).today_answered) == (0, 1)


def test_a_headsets_token_is_good_for_a_line_with_another_clock() -> None:
    behind = issue_headset_token(KEY, "li", time.time() + 3_600, 60)
    assert verify_headset_token(KEY, behind) == "li"
    ahead = Screen(Scene("a").floor, SITE, KEY, 60.0, None, lambda: 3_600.0).headset("a")
    assert ahead is not None
    until = jwt.decode(ahead.token, KEY, algorithms=["HS256"], audience=AUDIENCE)["exp"]
    assert until - time.time() > 3_600
