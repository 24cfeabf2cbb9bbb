"""What a site's queue file must hold beyond its shape: limits, names that lead somewhere, no caller forgotten.

Every fault goes to `Faults` with the line it is about. Pure.
"""

import re
from collections.abc import Iterable

from api.queues import file_shape as shape
from scripts_lib.yaml_nodes import Faults, Items, Mapping, Node
from telephony.acd.hours import Span
from telephony.acd.plan import When, Where
from telephony.numbers import canonical

_ID = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"\+?\d{2,16}")
TIMED = (When.WAITING, When.NOBODY)
"""Rules that a time may be given to."""


class Places:
    """Finds the line of a part of the file, by the keys and places in lists that lead there."""

    def __init__(self, top: Mapping, faults: Faults) -> None:
        self._top = top
        self._faults = faults

    def fault(self, message: str, *way: str | int, rule: str = "") -> None:
        """Note a fault at the nearest part that is written down on this way."""
        self._faults.add(self._top.file, self._line(way), rule, message)

    def _line(self, way: Iterable[str | int]) -> int:
        node: Node = self._top
        line = node.line
        for step in way:
            if isinstance(node, Mapping) and isinstance(step, str) and step in node.nodes:
                line, node = node.key_lines[step], node.nodes[step]
            elif isinstance(node, Items) and isinstance(step, int):
                node = node.nodes[step]
                line = node.line
            else:
                return line
        return line


def check(file: shape.File, places: Places, area_code: str) -> None:
    """Note every fault of the file."""
    if not file.queues:
        places.fault("a site needs one queue at least", "queues")
    if not _within(file.ageing_s, shape.AGEING_S):
        places.fault(f"must be from {_span(shape.AGEING_S)}", "ageing_s", rule="ageing_s")
    ids = [queue.id for queue in file.queues]
    numbers: dict[str, str] = {}
    for at, queue in enumerate(file.queues):
        _check_id(queue.id, ids[:at], at, places)
        _check_limits(queue, at, places)
        _check_hours(queue, at, places)
        _check_numbers(queue, at, places, numbers, area_code)
        _check_overflow(queue, at, places, ids)
        _check_answer(queue, at, places)
    _check_agents(file, places, ids)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _span(limits: tuple[float, float]) -> str:
    return f"{limits[0]:g} to {limits[1]:g}"


def _check_id(queue_id: str, before: list[str], at: int, places: Places) -> None:
    if not _ID.fullmatch(queue_id):
        places.fault(
            "an id begins with a letter and holds a-z, 0-9, - and _, at most 32", "queues", at, "id", rule=queue_id
        )
    if queue_id in before:
        places.fault("this id is here twice; give each queue its own", "queues", at, "id", rule=queue_id)


def _check_limits(queue: shape.Queue, at: int, places: Places) -> None:
    for name, limits in shape.LIMITS.items():
        value = getattr(queue, name)
        if value is not None and not _within(value, limits):
            places.fault(f"{name} must be from {_span(limits)}", "queues", at, name, rule=queue.id)


def _check_hours(queue: shape.Queue, at: int, places: Places) -> None:
    for nth, hours in enumerate(queue.hours):
        try:
            Span(days=hours.days, start=hours.start, end=hours.end)
        except ValueError as error:
            places.fault(str(error), "queues", at, "hours", nth, rule=queue.id)
    if queue.hours and all(rule.when is not When.CLOSED for rule in queue.overflow):
        message = "a queue with hours needs an overflow rule `when: closed`: what becomes of who calls then"
        places.fault(message, "queues", at, "hours", rule=queue.id)


def _check_numbers(queue: shape.Queue, at: int, places: Places, taken: dict[str, str], area_code: str) -> None:
    for nth, number in enumerate(queue.numbers):
        way = ("queues", at, "numbers", nth)
        called = canonical(number, area_code)
        if not _NUMBER.fullmatch(called):
            places.fault(f"{number!r} is no telephone number; write it as it is dialled", *way, rule=queue.id)
        elif called in taken:
            places.fault(
                f"{number!r} leads to {taken[called]!r} already; a number leads to one queue", *way, rule=queue.id
            )
        else:
            taken[called] = queue.id


def _check_overflow(queue: shape.Queue, at: int, places: Places, ids: list[str]) -> None:
    for nth, rule in enumerate(queue.overflow):
        way = ("queues", at, "overflow", nth)
        wrong = _target_fault(queue, rule, ids)
        if wrong:
            places.fault(wrong, *way, "to", rule=queue.id)
        if not _within(rule.after_s, shape.AFTER_S):
            places.fault(f"after_s must be from {_span(shape.AFTER_S)}", *way, "after_s", rule=queue.id)
        if rule.after_s and rule.when not in TIMED:
            message = f"`when: {rule.when}` applies as the call comes; leave after_s out"
            places.fault(message, *way, "after_s", rule=queue.id)
        if rule.when is When.WAITING and not rule.after_s:
            places.fault("`when: waiting` needs after_s, the seconds a caller waits before", *way, rule=queue.id)
        if rule.when is When.FULL and not queue.capacity:
            places.fault("`when: full` needs capacity, how many callers may wait", *way, rule=queue.id)


def _target_fault(queue: shape.Queue, rule: shape.Rule, ids: list[str]) -> str:
    match rule.where:
        case Where.QUEUE if not rule.to:
            return "`where: queue` needs `to`, the id of the queue"
        case Where.QUEUE if rule.to == queue.id:
            return "a queue cannot overflow into itself"
        case Where.QUEUE if rule.to not in ids:
            return f"there is no queue {rule.to!r}; there is {', '.join(ids)}"
        case Where.NUMBER if not rule.to:
            return "`where: number` needs `to`, the number to call"
        case Where.NUMBER if not _NUMBER.fullmatch(canonical(rule.to or "")):
            return f"{rule.to!r} is no telephone number; write it as it is dialled"
        case Where.QUEUE | Where.NUMBER:
            return ""
        case _:
            return f"`where: {rule.where}` leads nowhere else; leave `to` out" if rule.to else ""


def _check_answer(queue: shape.Queue, at: int, places: Places) -> None:
    rings, allowed = queue.answer_after_rings, (shape.FIRST_MACHINE_RING, shape.LAST_MACHINE_RING)
    if rings and not _within(rings, allowed):
        message = f"answer_after_rings must be 0 (never) or from {_span(allowed)}: a person has three rings (LINE-1)"
        places.fault(message, "queues", at, "answer_after_rings", rule=queue.id)
    if queue.callback and not rings and all(rule.where is not Where.ANNOUNCE for rule in queue.overflow):
        message = "a callback is offered when the queue answers: set answer_after_rings, or a rule `where: announce`"
        places.fault(message, "queues", at, "callback", rule=queue.id)


def _check_agents(file: shape.File, places: Places, ids: list[str]) -> None:
    for login, agent in file.agents.items():
        for nth, queue_id in enumerate(agent.queues):
            if queue_id not in ids:
                message = f"there is no queue {queue_id!r}; there is {', '.join(ids)}"
                places.fault(message, "agents", login, "queues", nth, rule=login)
        for skill, level in agent.skills.items():
            if not _within(level, shape.SKILL_LEVELS):
                message = f"a level is {_span(shape.SKILL_LEVELS)}, the highest knows it best"
                places.fault(message, "agents", login, "skills", skill, rule=login)
    for at, queue in enumerate(file.queues):
        able = [one for one in file.agents.values() if not one.queues or queue.id in one.queues]
        if queue.skill and not any(queue.skill in one.skills for one in able):
            message = f"no agent of this queue has the skill {queue.skill!r}; name one under `agents`"
            places.fault(message, "queues", at, "skill", rule=queue.id)
