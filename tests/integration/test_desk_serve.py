"""The desk served within a program: when it is ready, what keeps it from starting, what outlives it."""

import asyncio
from pathlib import Path

import httpx
import pytest

from api.errors import NotStarted
from api.live.driver import Live
from api.serve import run_desk
from api.settings import DeskSettings
from scripts_lib.errors import InvalidData
from telephony.errors import AddressInUse
from tests.integration.desk_rest_rig import PASSWORD, desk, start


async def test_wrong_rules_of_the_site_keep_it_from_starting(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "phrases.yaml").write_text("version: 1\nphrases: [1, 2]\n", encoding="utf-8")
    settings = DeskSettings.load(tmp_path, http="127.0.0.1:0", rules_folder=rules)
    with pytest.raises(InvalidData) as caught:
        await run_desk(settings, asyncio.Event())
    assert all("phrases.yaml:" in str(one) for one in caught.value.errors)


async def test_two_desks_cannot_have_one_address(tmp_path: Path) -> None:
    async with desk(tmp_path / "one") as rig:
        settings = DeskSettings.load(tmp_path / "two", http=rig.url.removeprefix("http://"))
        with pytest.raises(AddressInUse):
            await run_desk(settings, asyncio.Event())


async def test_a_desk_that_breaks_while_it_starts_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: Live) -> None:
        raise RuntimeError("nothing works")

    monkeypatch.setattr(Live, "start", broken)
    settings = DeskSettings.load(tmp_path, http="127.0.0.1:0")
    with pytest.raises(NotStarted):
        await start(settings, asyncio.Event())


async def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        answer = await rig.ask("li", "POST", "/api/calls/c1/disposition", {"disposition": "explained", "notes": "好"})
        assert answer.status_code == 200
        before = await rig.get("chief", "/api/calls")
    stop = asyncio.Event()
    serving, url = await start(DeskSettings.load(tmp_path, http="127.0.0.1:0"), stop)
    async with httpx.AsyncClient(base_url=url) as http:
        session = (await http.post("/api/session", json={"login": "chief", "password": PASSWORD})).json()
        again = await http.get("/api/calls", headers={"Authorization": f"Bearer {session['token']}"})
        old = await http.get("/api/me", headers={"Authorization": f"Bearer {rig.tokens['li']}"})
    stop.set()
    await serving
    ended = [one for one in before["items"] if one["state"] == "ended"]
    assert [one for one in again.json()["items"] if one["state"] == "ended"] == ended
    assert old.status_code == 200


async def test_residents_data_is_open_to_the_owner_of_the_desk_only(tmp_path: Path) -> None:
    stop = asyncio.Event()
    settings = DeskSettings.load(tmp_path / "new", http="127.0.0.1:0")
    serving, _ = await start(settings, stop)
    stop.set()
    await serving
    assert settings.folder.stat().st_mode & 0o777 == 0o700
