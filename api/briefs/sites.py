"""Whose a day's summary or a week's report is: of each site that has queues of its own, else the hotline's. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.briefs.filed import Filed
from api.briefs.span import Every, Span
from scripts_lib.model import Text


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites of this moment: what each is called, and those with queues of their own."""

    names: Mapping[str, str]
    own: tuple[str, ...] = ()

    def papers(self, span: Span, filed: Filed) -> tuple[Span, ...]:
        """The papers that there are to be of these days. Whoever's one was before queues were given to other sites,
        it stays: a day of which the hotline has one is the hotline's."""
        there = filed.sites.get(span.days, set())
        if span.every is Every.MONTH or "" in there or not (self.own or there):
            return (span.of(""),)
        return tuple(span.of(site) for site in sorted(there.union(self.own)))

    def name(self, span: Span) -> Text:
        """The days as people say them, with the site's name where it is of one."""
        if not span.site:
            return span.name
        site = self.names.get(span.site, span.site)
        return Text(f"{site} {span.name.zh}", f"{site}, {span.name.en}")
