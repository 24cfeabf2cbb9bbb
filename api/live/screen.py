"""What a console is shown: the snapshot and each part of it, made from the floor at the moment of sending. Pure
but for the time that a headset token is issued at."""

import time
from collections.abc import Callable

from msgspec.structs import replace

from api.live.calls import LiveCall
from api.live.effects import Part
from api.live.floor import Floor as Moment
from api.live.hub import Stream
from api.rights import site_seen
from api.schemas import (
    AgentView,
    CallChanged,
    CallView,
    Colleague,
    Delta,
    Floor,
    HeadsetAccess,
    HeadsetChanged,
    MeChanged,
    Party,
    PendingChanged,
    SiteView,
    Snapshot,
)
from api.transcripts.live import LiveTranscripts
from telephony.acd import Kind
from telephony.commands import Consult
from telephony.events import AgentState
from telephony.tokens import issue_headset_token


class Screen:
    """Makes views of the floor. `ahead_s`: how far the clock of any line goes before ours."""

    def __init__(
        self,
        moment: Moment,
        site: SiteView,
        key: str,
        token_s: float,
        transcripts: LiveTranscripts | None = None,
        ahead_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._moment = moment
        self.site = site
        self._key = key
        self._token_s = token_s
        self._transcripts = transcripts
        self._ahead_s = ahead_s

    def snapshot(self, agent_id: str, stream: Stream, now: float) -> Snapshot:
        """Everything this agent's console shows."""
        call, said = self.call(agent_id, now), self._transcripts
        return Snapshot(
            session=stream.session,
            number=stream.number,
            me=self.me(agent_id, now),
            site=self.site,
            floor=self.floor_of(agent_id, self.floor(now)),
            call=call,
            pending=self.pending(agent_id, now),
            headset=self.headset(agent_id),
            transcript=said.of_call(call.call_id) if said is not None and call is not None else None,
            listening=said.view if said is not None else None,
        )

    def delta(self, agent_id: str, part: Part, now: float) -> Callable[[int], Delta]:
        """One part of it, to be numbered."""
        match part:
            case Part.ME:
                me = self.me(agent_id, now)
                return lambda number: MeChanged(number=number, me=me)
            case Part.CALL:
                call = self.call(agent_id, now)
                return lambda number: CallChanged(number=number, call=call)
            case Part.PENDING:
                pending = self.pending(agent_id, now)
                return lambda number: PendingChanged(number=number, pending=pending)
            case Part.HEADSET:
                headset = self.headset(agent_id)
                return lambda number: HeadsetChanged(number=number, headset=headset)

    def me(self, agent_id: str, now: float) -> AgentView:
        """The agent whose console this is, with the state of the moment."""
        return self.with_state(self._moment.profiles[agent_id], now)

    def with_state(self, profile: AgentView, now: float) -> AgentView:
        """A person with the state of the moment; signed out for who is not here."""
        agent = self._moment.agents.get(profile.agent_id)
        answered, met = self._moment.board.today.own.get(profile.agent_id, (0, 0))
        profile = replace(profile, answered_today=answered, met_today=met)
        if agent is None:
            return replace(profile, state=AgentState.SIGNED_OUT)
        return replace(
            profile,
            state=agent.state,
            state_ms=max(0, round((now - agent.since) * 1000)),
            pause_reason=agent.pause_reason or agent.pause_pending,
            missed=agent.missed,
        )

    def call(self, agent_id: str, now: float) -> CallView | None:
        """The call offered to the agent or the agent's own, until it has its disposition.

        A call that the agent handed to a colleague is the colleague's.
        """
        moment = self._moment
        agent = moment.agents.get(agent_id)
        call = moment.board.find(agent.call_id) if agent is not None and agent.call_id else None
        if call is None or agent is None:
            return None
        if agent.state is AgentState.WRAP_UP and not call.record.done_with:
            return None
        offered_to = agent_id if agent.state is AgentState.RESERVED else None
        return self._view(call, now, offered_to)

    def _view(self, call: LiveCall, now: float, offered_to: str | None) -> CallView:
        """The call with what only the floor knows: whom it rings at, who is being called, where it waits."""
        moment, call_id = self._moment, call.record.call_id
        view = moment.board.view(call, now, offered_to)
        called = tuple(
            Party(
                party_id=one.party_id,
                number=one.number,
                agent_id=one.colleague_id if isinstance(one, Consult) else "",
            )
            for one in moment.under_way.called(call_id)
        )
        entry = moment.acd.entry(call_id)
        return replace(
            view,
            parties=(*view.parties, *called),
            queue=entry.plan.name if entry is not None else "",
            position=moment.acd.place(entry) if entry is not None else 0,
            callback=entry is not None and entry.kind is Kind.CALLBACK,
        )

    def pending(self, agent_id: str, now: float) -> tuple[CallView, ...]:
        """The agent's ended calls without a disposition."""
        board = self._moment.board
        return tuple(board.view(call, now) for call in board.pending_of(agent_id))

    def headset(self, agent_id: str) -> HeadsetAccess | None:
        """Where the agent's audio goes: to the line that has the agent's call, else where it was last, else to any.
        None while no line was ever heard of.

        A line that is not linked keeps its place: calls go on there, and their agents' audio with them.
        """
        moment = self._moment
        own = moment.headset_urls.get(moment.headset_lines.get(agent_id, ""), "")
        known = [own, *moment.lines.values(), *moment.headset_urls.values()]
        url = next((url for url in known if url), None)
        if url is None:
            return None
        return HeadsetAccess(url=url, token=self._token(agent_id))

    def _token(self, agent_id: str) -> str:
        """Good for every line, also for one whose clock goes before ours."""
        return issue_headset_token(self._key, agent_id, time.time() + self._ahead_s(), self._token_s)

    def floor(self, now: float) -> Floor:
        """The hotline at a glance."""
        moment, board = self._moment, self._moment.board
        states = [agent.state for agent in moment.agents.values()]
        waiting = [(entry, board.find(entry.call_id)) for entry in moment.acd.waiting]
        parked = [call for call in board.parked if moment.acd.entry(call.record.call_id) is None]
        today = board.today
        return Floor(
            waiting=tuple(self._view(call, now, entry.offered_to) for entry, call in waiting if call),
            ready=states.count(AgentState.READY),
            talking=states.count(AgentState.TALKING),
            paused=states.count(AgentState.PAUSED),
            line_up=bool(moment.lines),
            today_calls=today.calls,
            today_answered=today.answered,
            today_met=today.met,
            today_abandoned=today.abandoned,
            parked=tuple(self._view(call, now, None) for call in parked),
            colleagues=self._colleagues(now),
        )

    def floor_of(self, agent_id: str, view: Floor) -> Floor:
        """It with the count of the duty list that this agent sees."""
        profile = self._moment.profiles.get(agent_id)
        return replace(view, duty_open=self._moment.duty_of(site_seen(profile) if profile is not None else ""))

    def _colleagues(self, now: float) -> tuple[Colleague, ...]:
        moment = self._moment
        here = [
            (moment.profiles[one.agent_id], one) for one in moment.agents.values() if one.agent_id in moment.profiles
        ]
        made = (
            Colleague(
                agent_id=agent.agent_id,
                name=profile.name,
                state=agent.state,
                state_ms=max(0, round((now - agent.since) * 1000)),
                pause_reason=agent.pause_reason,
                missed=agent.missed,
                call_id=agent.call_id if agent.state is AgentState.TALKING else "",
            )
            for profile, agent in here
        )
        return tuple(sorted(made, key=lambda one: one.name))
