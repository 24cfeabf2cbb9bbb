"""What became of the desk's own papers, as a fold over what was prepared, handed in and seen. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from api.briefs.events import BriefEvent, BriefHandedIn, BriefPrepared, NoticeSeen
from api.briefs.span import split
from api.reports.events import MonthReportMade


@dataclass(slots=True)
class Filed:
    """What became of the papers, by their keys; a key of before sites had own ones names none."""

    prepared: dict[str, float] = field(default_factory=dict)
    handed_in: dict[str, BriefHandedIn] = field(default_factory=dict)
    """The newest words of each."""
    handed_in_at: dict[str, float] = field(default_factory=dict)
    """When it was handed in first."""
    seen: set[tuple[str, str]] = field(default_factory=set)
    """Notice and person."""

    sites: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Whose papers there are, by their days (`2026-11-28`); empty: the hotline's."""

    def there(self, key: str) -> bool:
        """Whether it was prepared or handed in."""
        return key in self.prepared or key in self.handed_in_at

    def take(self, event: BriefEvent | MonthReportMade) -> None:
        """The next fact."""
        if isinstance(event, NoticeSeen):
            self.seen.add((event.notice_id, event.agent_id))
            return
        key = event.month if isinstance(event, MonthReportMade) else event.key
        days, site = split(key)
        self.sites[days].add(site)
        if not isinstance(event, BriefHandedIn):
            self.prepared.setdefault(key, event.at)
        if isinstance(event, BriefHandedIn):
            self.handed_in[key] = event
        if not isinstance(event, BriefPrepared):
            self.handed_in_at.setdefault(key, event.at)


def filed(events: Iterable[BriefEvent | MonthReportMade]) -> Filed:
    """The fold, oldest first."""
    found = Filed()
    for event in events:
        found.take(event)
    return found
