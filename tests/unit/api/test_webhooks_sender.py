"""Deliveries through a database: once each, tried again by the plan, given up and sent anew, nobody held up."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from api.errors import Conflict, Invalid, NotFound
from api.log_events import CallbackAsked, DutyExcused
from api.outbox.follower import LogFollower
from api.outbox.plan import DELAYS_S
from api.schemas.outbox import OutState
from api.schemas.webhooks import NewWebhook
from api.webhooks import shelf as shelf_module
from api.webhooks.kinds import FIELDS
from api.webhooks.outbox import Answer, Deliveries, Due
from api.webhooks.sender import Sender
from api.webhooks.shelf import WebhookShelf
from tests.unit.api import desk_samples as sample

FAR = 4e9
OK = Answer(status=200)


def fact(item: str = "m1") -> DutyExcused:
    return DutyExcused(at=sample.NOON, item_id=item, agent_id="a1", reason="打错了")


class Scene:
    """A desk's database, its endpoints, and a receiver that answers as `says` tells."""

    def __init__(self, desk: sample.Desk, says: Callable[[Due], Answer] = lambda _: OK) -> None:
        self.desk = desk
        self.shelf = WebhookShelf(desk.database)
        self.says = says
        self.got: list[Due] = []
        deliveries = Deliveries(desk.database)
        follower = LogFollower(desk.database, "webhooks", tuple(FIELDS), deliveries.take)
        self.sender = Sender(follower, deliveries, self.post)

    async def post(self, due: Due) -> Answer:
        self.got.append(due)
        return self.says(due)

    async def round(self, now: float = FAR) -> None:
        await self.sender.round(now)
        await self.sender.settled()

    async def states(self, webhook_id: str) -> list[tuple[OutState, int]]:
        _, items = await self.shelf.deliveries(webhook_id, None, limit=50, offset=0)
        return [(one.state, one.tries) for one in reversed(items)]


async def test_what_happened_is_sent_once_to_whoever_wants_it(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        scene = Scene(desk)
        await scene.round()
        await desk.log.append_desk(fact("before"))
        wanting = await scene.shelf.add(NewWebhook(url="http://a.example/"), "root")
        other = await scene.shelf.add(NewWebhook(url="http://b.example/", kinds=("ticket.registered",)), "root")
        await desk.log.append_desk(fact(), CallbackAsked(at=sample.NOON, call_id="c1", number="1"))
        await scene.round()
        await scene.round()
        assert [(one.url, '"m1"' in one.body) for one in scene.got] == [("http://a.example/", True)]
        assert await scene.states(wanting.webhook_id) == [(OutState.SENT, 1)]
        assert await scene.states(other.webhook_id) == []


async def test_a_failure_is_tried_again_by_the_plan_and_given_up_at_its_end(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        scene = Scene(desk, lambda _: Answer(status=500, why="HTTP 500"))
        await scene.round(0)
        hook = await scene.shelf.add(NewWebhook(url="http://a.example/"), "root")
        await desk.log.append_desk(fact())
        now = sample.NOON
        for delay in DELAYS_S:
            await scene.round(now)
            await scene.round(now + delay - 1)  # too early: not sent
            now += delay
        assert len(scene.got) == len(DELAYS_S)
        await scene.round(now)
        assert await scene.states(hook.webhook_id) == [(OutState.DEAD, len(DELAYS_S) + 1)]
        assert (await scene.shelf.all())[0].dead == 1
        assert len({one.message_id for one in scene.got}) == 1, "a receiver knows a repetition by its id"

        _, (dead,) = await scene.shelf.deliveries(hook.webhook_id, OutState.DEAD, limit=5, offset=0)
        assert (dead.last_status, dead.last_error) == (500, "HTTP 500")
        scene.says = lambda _: OK
        assert (await scene.shelf.redeliver(dead.delivery_id)).state is OutState.WAITING
        await scene.round()
        assert await scene.states(hook.webhook_id) == [(OutState.SENT, 1)]


async def test_who_answers_gone_is_not_asked_again(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        scene = Scene(desk, lambda _: Answer(status=410, why="HTTP 410"))
        await scene.round()
        hook = await scene.shelf.add(NewWebhook(url="http://a.example/"), "root")
        await desk.log.append_desk(fact())
        await scene.round()
        assert await scene.states(hook.webhook_id) == [(OutState.DEAD, 1)]


async def test_an_endpoint_that_is_not_reached_costs_one_try_a_round(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        scene = Scene(desk, lambda _: Answer(why="ConnectError"))
        await scene.round()
        hook = await scene.shelf.add(NewWebhook(url="http://a.example/"), "root")
        await desk.log.append_desk(*(fact(str(one)) for one in range(3)))
        await scene.round()
        assert len(scene.got) == 1
        assert await scene.states(hook.webhook_id) == [(OutState.WAITING, 1)] * 3


async def test_an_endpoint_that_hangs_holds_up_nobody_else(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        scene = Scene(desk)
        hanging = asyncio.Event()
        post = scene.sender._post

        async def slow(due: Due) -> Answer:
            if "slow" in due.url:
                await hanging.wait()
            return await post(due)

        scene.sender._post = slow
        await scene.round()
        await scene.shelf.add(NewWebhook(url="http://slow.example/"), "root")
        quick = await scene.shelf.add(NewWebhook(url="http://quick.example/"), "root")
        for item in ("m1", "m2"):
            await desk.log.append_desk(fact(item))
            await scene.sender.round(FAR)
            await scene.sender._busy[quick.webhook_id]
        assert [one.url for one in scene.got] == ["http://quick.example/"] * 2
        hanging.set()
        await scene.sender.settled()
        assert len(scene.got) == 3


async def test_an_endpoint_that_is_switched_off_is_left_alone(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        scene = Scene(desk)
        await scene.round()
        hook = await scene.shelf.add(NewWebhook(url="http://a.example/"), "root")
        await scene.shelf.switch(hook.webhook_id, active=False)
        await desk.log.append_desk(fact("off"))
        await scene.round()
        await scene.shelf.switch(hook.webhook_id, active=True)
        await desk.log.append_desk(fact("on"))
        await scene.round()
        assert ['"on"' in one.body for one in scene.got] == [True]
        await scene.shelf.remove(hook.webhook_id)
        assert await desk.rows("webhook_delivery") == []


async def test_what_an_endpoint_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sample.desk(tmp_path) as desk:
        shelf = WebhookShelf(desk.database)
        for url in ("", "ftp://a/", "http://", "http://u:p@a/", "http://a b/", "http://[", "http://a:x/", "x" * 600):
            with pytest.raises(Invalid) as told:
                await shelf.add(NewWebhook(url=url), "root")
            assert "url" in told.value.fields
        with pytest.raises(Invalid) as told:
            await shelf.add(NewWebhook(url="http://a/", kinds=("dragon.seen",)), "root")
        assert "dragon.seen" in told.value.fields["kinds"]
        monkeypatch.setattr(shelf_module, "MOST_ENDPOINTS", 1)
        assert (await shelf.add(NewWebhook(url="http://a/"), "root")).secret.startswith("whsec_")
        assert (await shelf.all())[0].secret == ""
        with pytest.raises(Conflict):
            await shelf.add(NewWebhook(url="http://a/"), "root")
        for missing in (shelf.remove("x"), shelf.redeliver("x"), shelf.switch("x", active=True)):
            with pytest.raises(NotFound):
                await missing
