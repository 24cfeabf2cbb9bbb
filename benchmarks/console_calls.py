"""The calls of the console bench: from the INVITE on the wire to the painted call card, from F2 to the 200 there.

This process is the caller, the agent's fingers and the terminal, so both ends of each figure are on one clock. A call
is painted when the console's terminal has received the caller's whole number, which stands on the call card only
(lists mask it). While the looked-at consoles are called one call after another, the crowd takes calls of its own.
"""

import argparse
import contextlib
import json
import random
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx

from benchmarks.console_callers import Caller, Callers
from benchmarks.console_rig import CROWD, LOOKED_AT, PASSWORD, WITHIN_S, Hall, Screen, cpu_s, rss_mb
from console.format import spaced
from console.texts import TEXTS

F2, F5 = b"\x1bOQ", b"\x1b[15~"
READY = f"● {TEXTS['state.ready'].zh}"
"""What the console's top line says of an agent who is free."""
WORKERS = 2
CROWD_TALKS_S = (2.0, 6.0)
HESITATES_S = (0.2, 0.6)
TALKS_S = 0.15
REST_S = 0.1


@dataclass
class Moments:
    """One measured call (monotonic seconds)."""

    sent_at: float
    painted_at: float
    pressed_at: float
    answered_at: float

    @property
    def to_card_ms(self) -> float:
        """INVITE on the wire to painted call card."""
        return (self.painted_at - self.sent_at) * 1000

    @property
    def to_200_ms(self) -> float:
        """Key to 200 at the caller's socket."""
        return (self.answered_at - self.pressed_at) * 1000


class Crowd:
    """The consoles without a screen, in processes of their own."""

    def __init__(self, place: Hall) -> None:
        command = [sys.executable, "-m", "benchmarks.console_crowd", "--desk", place.on.desk, "--logins"]
        shares = [share for number in range(WORKERS) if (share := place.crowd[number::WORKERS])]
        self._workers = [
            subprocess.Popen([*command, ",".join(share)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for share in shares
        ]
        for worker in self._workers:
            assert worker.stdout is not None
            said = worker.stdout.readline().strip()
            if said != "ready":
                raise RuntimeError(f"the crowd did not sign in: {said!r}")

    def finish(self) -> dict[str, Any]:
        """Sign off; when each call was told and taken."""
        found: dict[str, Any] = {"told": [], "faults": []}
        for worker in self._workers:
            said, _ = worker.communicate(timeout=60)
            for key, value in json.loads(said.strip().splitlines()[-1]).items():
                found[key] += value
        return found


@dataclass
class Agent:
    """A looked-at console, and its agent's session for what the bench does by REST."""

    screen: Screen
    http: httpx.Client

    def explained(self, number: str) -> None:
        """Write what became of the call, so that the list of unfinished calls stays short."""
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            for call in self.http.get("/api/calls", params={"limit": 3}).raise_for_status().json()["items"]:
                if call["number"] == number and call["state"] == "ended":
                    said = {"disposition": "explained", "notes": "测试"}
                    self.http.post(f"/api/calls/{call['call_id']}/disposition", json=said).raise_for_status()
                    return
            time.sleep(0.02)
        raise TimeoutError(f"the call of {number} did not end")

    def ready(self) -> None:
        """F5, and wait until the desk has it so."""
        self.screen.forget()
        self.screen.press(F5)
        self.screen.wait_for(READY)


@dataclass
class Run:
    """One run of the bench."""

    place: Hall
    options: argparse.Namespace
    agents: list[Agent] = field(default_factory=list)
    found: list[Moments] = field(default_factory=list)
    crowd_called: dict[str, Caller] = field(default_factory=dict)
    _next_crowd: float = 0.0
    _count: int = 0

    def __enter__(self) -> "Run":
        try:
            self._begin()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _begin(self) -> None:
        self.callers = Callers(self.place.sip)
        self.crowd = Crowd(self.place)
        for login in self.place.screens:
            http = httpx.Client(base_url=self.place.on.desk, trust_env=False, timeout=30)
            signed = http.post("/api/session", json={"login": login, "password": PASSWORD}).raise_for_status()
            http.headers["Authorization"] = f"Bearer {signed.json()['token']}"
            self.agents.append(Agent(Screen(self.place, login), http))
        for agent in self.agents:
            agent.screen.wait_for("示闲")
            agent.ready()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.callers.close()
        for agent in self.agents:
            agent.screen.close()
            agent.http.close()

    def one_call(self) -> None:
        """A caller rings, a console shows it, its agent presses F2, they talk, all is written down."""
        for agent in self.agents:
            agent.screen.forget()
        caller = self.callers.call(self._number("138"), LOOKED_AT)
        agent, painted = self._painted(caller)
        self._wait(random.uniform(*HESITATES_S))
        pressed = time.monotonic()
        agent.screen.press(F2)
        self._until(lambda: caller.answered_at is not None, f"{caller.number} was not answered ({caller.status})")
        assert caller.answered_at is not None
        self.found.append(Moments(caller.sent_at, painted, pressed, caller.answered_at))
        self._wait(TALKS_S)
        self.callers.hang_up(caller)
        self._until(lambda: caller.over, f"BYE of {caller.number} was not confirmed")
        agent.explained(caller.number)
        agent.ready()
        self._wait(REST_S)

    def _painted(self, caller: Caller) -> tuple[Agent, float]:
        shown, until = spaced(caller.number), time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            self._turn()
            for agent in self.agents:
                if shown in agent.screen.text():
                    return agent, agent.screen.read_at
        raise TimeoutError(f"no console drew {shown} ({caller.status})")

    def _until(self, done: Any, what: str) -> None:
        until = time.monotonic() + WITHIN_S
        while not done():
            if time.monotonic() > until:
                raise TimeoutError(what)
            self._turn()

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._turn()

    def _turn(self) -> None:
        """Wait a moment for terminals and sockets, take what came, and let the crowd's callers ring and hang up."""
        ends = [*(agent.screen.end for agent in self.agents), self.callers.sock.fileno()]
        select.select(ends, [], [], 0.01)
        for agent in self.agents:
            agent.screen.read()
        self.callers.pass_on()
        now = time.monotonic()
        if self.place.crowd and now >= self._next_crowd:
            self._next_crowd = now + random.expovariate(self.options.crowd_rate)
            number = self._number("137")
            self.crowd_called[number] = self.callers.call(number, CROWD)
        for caller in self.crowd_called.values():
            if caller.answered_at is not None and caller.hang_up_at is None and not caller.over:
                caller.hang_up_at = max(now, caller.answered_at + random.uniform(*CROWD_TALKS_S))

    def _number(self, start: str) -> str:
        self._count += 1
        return f"{start}{self._count:08d}"


def rank(values: list[float], share: float) -> float:
    """Percentile by nearest rank; NaN of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def figures(run: Run, said: dict[str, Any]) -> dict[str, list[float]]:
    """Milliseconds by what they measure; the first two are the bench's, the others show where the time goes."""
    told = {one["number"]: one for one in said["told"]}
    calls = run.crowd_called
    return {
        "invite_to_painted_card": [one.to_card_ms for one in run.found],
        "f2_to_200_on_the_wire": [one.to_200_ms for one in run.found],
        "crowd_invite_to_told": [
            (told[number]["told_at"] - call.sent_at) * 1000 for number, call in calls.items() if number in told
        ],
        "crowd_asked_to_200": [
            (call.answered_at - told[number]["asked_at"]) * 1000
            for number, call in calls.items()
            if number in told and call.answered_at is not None and told[number]["asked_at"]
        ],
    }


def measure(place: Hall, options: argparse.Namespace) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """All figures, and what else is to be said of the run."""
    with Run(place, options) as run:
        pids = [agent.screen.process.pid for agent in run.agents]
        before, begun = [cpu_s(pid) for pid in pids], time.monotonic()
        for _ in range(options.warm_up):
            run.one_call()
        run.found.clear()
        for _ in range(options.calls):
            run.one_call()
        took = time.monotonic() - begun
        used = [(cpu_s(pid) - one) / took * 100 for pid, one in zip(pids, before, strict=True)]
        notes = {
            "took_s": round(took),
            "crowd_calls": len(run.crowd_called),
            "console_cpu_percent": [round(one, 1) for one in used],
            "console_rss_mb": [round(rss_mb(pid), 1) for pid in pids],
        }
        with contextlib.suppress(IndexError):
            notes["worst_calls"] = [
                round(one.to_card_ms) for one in sorted(run.found, key=lambda one: -one.to_card_ms)[:5]
            ]
        said = run.crowd.finish()
    return figures(run, said), notes | {"crowd_faults": said["faults"][:5]}
