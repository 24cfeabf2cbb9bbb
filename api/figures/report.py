"""A period added up: whole, by stretches, and by agent, queue and building. Pure; one pass over the calls.

Each call is added once, to the cell of its stretch, agent, queue and building; the totals are sums of cells.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping

from api.figures.fact import CallFact
from api.figures.levels import LevelRule
from api.figures.spans import AgentSpan
from api.figures.tally import Tally
from api.schemas import Bucket, Figures, NamedFigures

Key = tuple[int, str, str, str]
"""Number of the stretch, agent, queue, building."""
AGENT, QUEUE, BUILDING = 1, 2, 3


class Period:
    """What is added up; `edges` are the beginnings of the stretches and the end of the last, Unix seconds."""

    def __init__(self, edges: list[float], rule: LevelRule) -> None:
        self._edges = edges
        self._rule = rule
        self._cells: dict[Key, Tally] = {}

    def add(self, fact: CallFact) -> None:
        """A call, whose arrival lies within the period."""
        key = (bisect_right(self._edges, fact.arrived_at) - 1, fact.agent_id, fact.queue, fact.building)
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = Tally(self._rule)
        cell.add(fact)

    def spend(self, spans: Iterable[AgentSpan], now: float) -> None:
        """Agents' time; what lasts counts up to `now`."""
        edges = self._edges
        for span in spans:
            until = min(span.until if span.until is not None else now, edges[-1])
            number = max(0, bisect_right(edges, span.since) - 1)
            while number < len(edges) - 1 and edges[number] < until:
                spent = span.within(edges[number], min(edges[number + 1], until))
                self._cell((number, span.agent_id, "", "")).spend(span.state, spent)
                number += 1

    def _cell(self, key: Key) -> Tally:
        return self._cells.setdefault(key, Tally(self._rule))

    def total(self) -> Figures:
        """The whole period."""
        return self._sum(self._cells.values())

    def buckets(self) -> tuple[Bucket, ...]:
        """Each stretch, the empty ones too."""
        parts: list[list[Tally]] = [[] for _ in self._edges[1:]]
        for key, cell in self._cells.items():
            parts[key[0]].append(cell)
        return tuple(
            Bucket(since=since, until=until, figures=self._sum(cells))
            for since, until, cells in zip(self._edges, self._edges[1:], parts, strict=False)
        )

    def by(self, part: int, names: Mapping[str, str]) -> tuple[NamedFigures, ...]:
        """By agent, queue or building (`AGENT`, `QUEUE`, `BUILDING`), by name; calls that belong to none are left
        out."""
        groups: dict[str, list[Tally]] = {}
        for key, cell in self._cells.items():
            if key[part]:
                groups.setdefault(str(key[part]), []).append(cell)
        made = (
            NamedFigures(key=key, name=names.get(key, key), figures=self._sum(cells)) for key, cells in groups.items()
        )
        order: Callable[[NamedFigures], tuple[int, str]] = lambda one: (len(one.name), one.name)  # noqa: E731
        return tuple(sorted(made, key=order))

    def _sum(self, cells: Iterable[Tally]) -> Figures:
        total = Tally(self._rule)
        for cell in cells:
            total.merge(cell)
        return total.figures()
