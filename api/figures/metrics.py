"""`GET /metrics`: the board as Prometheus reads it, for programs on this machine only. No name, no number.

Gauges are set from a board that is made for each reading, so that nothing is counted twice. Times are seconds.
"""

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from api.errors import Forbidden
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import Board
from telephony.events import AgentState

LOOPBACK = ("127.0.0.1", "::1")


@get("/metrics", operation_id="metrics", exclude_from_auth=True, include_in_schema=False, sync_to_thread=False)
def metrics(request: AnyRequest, live: NamedDependency[Live]) -> Response[bytes]:
    """Only for this machine: a proxy or agent beside the desk carries them on. Raises Forbidden for others."""
    here = request.client is not None and request.client.host in LOOPBACK
    if not here or "x-forwarded-for" in request.headers:
        raise Forbidden("指标只能在本机读取", "metrics are for this machine alone")
    board = live.figures.make()
    return Response(text_of(board) if board is not None else b"", media_type=CONTENT_TYPE_LATEST)


def text_of(board: Board) -> bytes:
    """The board in Prometheus' text form."""
    registry = CollectorRegistry()
    for name, (what, value) in _values(board).items():
        Gauge(f"sanxiang_{name}", what, registry=registry).set(value)
    level = Gauge("sanxiang_service_level", "In time, from 0 to 1.", ["formula"], registry=registry)
    for formula, ratio in board.today.level.values.items():
        if ratio.value is not None:
            level.labels(formula.value).set(ratio.value)
    rings = Gauge(
        "sanxiang_three_rings", "Picked-up calls today by verdict.", ["reading", "verdict"], registry=registry
    )
    for reading, rate in (("in_force", board.today.rings), ("strict", board.today.strict)):
        for verdict in ("met", "missed", "cannot_tell"):
            rings.labels(reading, verdict).set(getattr(rate, verdict))
    what = "Calls that lines refused before they rang."
    refused = Gauge("sanxiang_refused_calls", what, ["status"], registry=registry)
    for status, count in board.machine.refused.items():
        refused.labels(status).set(count)
    agents = Gauge("sanxiang_agents", "Agents by state.", ["state"], registry=registry)
    states = [one.state for one in board.agents]
    for state in AgentState:
        agents.labels(state.value).set(states.count(state))
    return generate_latest(registry)


def _values(board: Board) -> dict[str, tuple[str, float]]:
    today = board.today
    waits = [one.waited_ms for one in board.waiting if not one.callback]
    return {
        "waiting_calls": ("Callers who wait.", len(waits)),
        "longest_wait_seconds": ("Of those who wait.", max(waits, default=0) / 1000),
        "callbacks_due": ("Callers to be rung back by the queue.", board.callbacks_due),
        "duty_open": ("Open items of the duty list.", board.duty_open),
        "tickets_near": ("Tickets within an hour of a limit.", board.tickets.near),
        "tickets_overdue": ("Tickets past a limit.", board.tickets.overdue),
        "calls_today": ("Calls that came today.", today.calls),
        "answered_today": ("Of them answered.", today.answered),
        "given_up_today": ("Of them given up.", today.given_up),
        "given_up_short_today": ("Of those the short ones.", today.given_up_short),
        "answer_seconds": ("Average speed of answer today.", (today.asa_ms or 0) / 1000),
        "handling_seconds": ("Average handling time today.", (today.aht_ms or 0) / 1000),
        "occupancy": ("Busy time of agents' time today, from 0 to 1.", today.occupancy or 0),
        "disk_free_bytes": ("Free where data lie.", (board.machine.disk_free_mb or 0) * 1_000_000),
        "unsaved_events": ("Events that no disk has taken yet.", board.machine.unsaved),
        "clock_difference_seconds": ("How far a line's clock goes before the desk's.", board.machine.clock_off_s),
        "alarms": ("Alarms that are raised.", len(board.alarms)),
        "line_up": ("1 while a line is linked.", float(board.line_up)),
    }
