"""Whoever changes an account, by whatever way, leaves one entry of the audit log in the same transaction."""

from pathlib import Path

import pyotp
import pytest

from api.agents.guesses import UNKNOWN, GuessBook
from api.agents.lockout import ACCOUNT
from api.agents.organisation import Places
from api.agents.people import People
from api.agents.second_step import SecondStep
from api.agents.secret_files import secret_of
from api.agents.sessions import Ended, Sessions
from api.agents.sign_in import SignIn
from api.audit.ledger import COMMAND_LINE, NOBODY
from api.audit.shelf import AuditShelf
from api.errors import CodeNeeded, Conflict, LockedOut, WrongCode, WrongPassword
from api.schemas import AgentChange, Credentials, NewAgent, Role, SitePlace, Team
from tests.unit.api import desk_samples as sample

NEW = NewAgent(login="li", password="a-long-word-42", name="李明", surname="李", role=Role.AGENT)
SECRET = "a secret for tests that is long enough to sign with"


async def noted(desk: sample.Desk) -> list[tuple[object, ...]]:
    """Who did what to whom, with which detail."""
    return [row[2:6] for row in await desk.rows("access_log")]


async def test_accounts(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        li = (await people.create(NEW, "root")).agent_id
        await people.change(li, AgentChange(name="李明", role=Role.QA, password="another-word-42"), by="root")
        await people.change(li, AgentChange(name="李明"), by="root")
        await people.change(li, AgentChange(active=False))
        with pytest.raises(Conflict):
            await people.create(NEW, "root")
        assert await noted(desk) == [
            ("root", "account_made", li, "agent"),
            ("root", "account_changed", li, "role,password"),
            (COMMAND_LINE, "account_changed", li, "active"),
        ], "what stays as it was, and what was refused, is no change"


async def test_signing_in_and_out(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        li = (await people.create(NEW)).agent_id
        door = SignIn(desk.database, people, SecondStep(desk.database, "", ""), SECRET, 12)
        right = Credentials(login="li", password=NEW.password)
        token = (await door.sign_in(right, "192.0.2.7", "console")).token
        (session,) = await door.sessions.of_agent(li, 1.0)
        await door.sign_out(token)
        await door.sign_out(token)
        with pytest.raises(WrongPassword):
            await door.sign_in(Credentials(login="li", password="wrong"), "192.0.2.7")
        assert (await noted(desk))[1:] == [
            (li, "signed_in", session.session_id, "192.0.2.7"),
            (li, "signed_out", session.session_id, "1"),
            (NOBODY, "sign_in_failed", li, "password 192.0.2.7"),
        ]


async def test_what_is_guessed_wrong_and_what_it_locks(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        person = await people.create(NEW)
        li, step = person.agent_id, SecondStep(desk.database, secret_of(tmp_path, "totp.key"), "")
        door = SignIn(desk.database, people, step, SECRET, 12)
        typed = "MyPassword-in-the-wrong-field"
        for login in [typed] * ACCOUNT.free + ["li"] * (ACCOUNT.free - 1):
            with pytest.raises(WrongPassword):
                await door.sign_in(Credentials(login=login, password="wrong"), "192.0.2.7")
        with pytest.raises(WrongPassword):
            await door.prove(person, "wrong", "192.0.2.8")
        with pytest.raises(LockedOut):
            await door.sign_in(Credentials(login="li", password=NEW.password), "192.0.2.7")
        found = (await noted(desk))[1:]
        state = await AuditShelf(desk.database, desk.log).verify()
    wrong = "password 192.0.2.7"
    assert found == [
        *[(NOBODY, "sign_in_failed", UNKNOWN, wrong)] * ACCOUNT.free,
        (NOBODY, "account_locked", UNKNOWN, "192.0.2.7"),
        *[(NOBODY, "sign_in_failed", li, wrong)] * (ACCOUNT.free - 1),
        (li, "sign_in_failed", li, "password 192.0.2.8"),
        (li, "account_locked", li, "192.0.2.8"),
    ], "what is refused while locked is no entry, and what was typed stands nowhere"
    assert state.broken_at is None


async def test_a_wrong_code_of_the_second_step(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        li = (await people.create(NEW)).agent_id
        step = SecondStep(desk.database, secret_of(tmp_path, "totp.key"), "")
        secret = (await step.offer(li)).secret
        await step.confirm(li, pyotp.TOTP(secret).now())
        door = SignIn(desk.database, people, step, SECRET, 12)
        for code, refusal in (("", CodeNeeded), ("abcdef", WrongCode)):
            with pytest.raises(refusal):
                await door.sign_in(Credentials(login="li", password=NEW.password, code=code))
        found = [one for one in await noted(desk) if one[1] == "sign_in_failed"]
    assert found == [(NOBODY, "sign_in_failed", li, "code")], "to be asked for the code is no failure"


async def test_sessions_locks_and_the_second_step(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        li = (await People(desk.database).create(NEW)).agent_id
        step = SecondStep(desk.database, secret_of(tmp_path, "totp.key"), "")
        await Sessions(desk.database).end(li, Ended.ADMINISTRATOR, 1.0, by="root")
        await GuessBook(desk.database).unlock("li", li, "root")
        await step.turn_off(li, "root")
        await step.turn_off(li, li)
        assert (await noted(desk))[1:] == [
            ("root", "sessions_ended", li, "0"),
            ("root", "account_unlocked", li, ""),
            ("root", "second_step_reset", li, ""),
            (li, "second_step_off", li, ""),
        ]


async def test_what_people_belong_to(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        places = Places(desk.database)
        await places.put_site("qingshan", SitePlace(key="qingshan", name="青山管理处"), "root")
        await places.put_team("early", Team(key="early", name="早班"), "root")
        await places.delete_team("early", "root")
        await places.delete_site("qingshan")
        assert await noted(desk) == [
            ("root", "site_saved", "qingshan", ""),
            ("root", "team_saved", "early", ""),
            ("root", "team_deleted", "early", ""),
            (COMMAND_LINE, "site_deleted", "qingshan", ""),
        ]
        assert (await AuditShelf(desk.database, desk.log).verify()).broken_at is None
