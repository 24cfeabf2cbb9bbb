"""Reports at once that the desk has not got yet (SEC-2): on the agent's disk until it has them, so that a console
that dies loses none. Each goes out under a key of its own, by which the desk makes it once. Knows no screen.
"""

import uuid
from collections.abc import Iterator

import msgspec
import structlog

from api.schemas.incidents import NewIncident
from console.drafts import Draft, DraftStore, unwritable
from console.errors import ConsoleError, DeskProblem
from console.incidents import kind_name
from console.records import Records
from console.texts import Words
from scripts_lib.model import Text

log = structlog.get_logger("console.reports")
FAULT_OF_THE_DESK = 500
"""From this status on it is the desk that could not, not the report that is wrong."""


class Reports:
    """`store` is a folder of their own."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self.waiting = dict(_kept_in(store))
        """By their keys, those of an earlier console too."""
        self._fault: Text | None = None

    def keep(self, new: NewIncident) -> None:
        """It is to be sent, and safe from a power cut by now. A disk that refuses is told if it cannot be sent."""
        key = str(uuid.uuid4())
        self.waiting[key] = new
        try:
            self._store.save(Draft(call_id=key, fields=msgspec.to_builtins(new), touched=True), sync=True)
            self._fault = None
        except OSError as error:
            log.error("report_not_written", error=type(error).__name__)
            self._fault = unwritable(error)

    async def send(self, records: Records, words: Words, lang: str) -> list[tuple[str, bool]]:
        """Send what the desk has not got: what is to be said of each, and whether that is bad. One that finds the
        desk away stays, and so do those after it; one that the desk refuses does not."""
        said: list[tuple[str, bool]] = []
        for key, new in list(self.waiting.items()):
            try:
                await records.report_incident(new, key)
            except ConsoleError as error:
                if isinstance(error, DeskProblem) and error.status < FAULT_OF_THE_DESK:
                    self._forget(key)
                    said.append((error.of(lang), True))
                    continue
                return [*said, (self._away(words, lang), True)]
            self._forget(key)
            said.append((words("report.done", kind=kind_name(new.kind, lang)), False))
        return said

    def _away(self, words: Words, lang: str) -> str:
        return words("report.away") if self._fault is None else words("report.unkept", why=self._fault.of(lang))

    def _forget(self, key: str) -> None:
        self.waiting.pop(key, None)
        self._store.forget(key)


def _kept_in(store: DraftStore) -> Iterator[tuple[str, NewIncident]]:
    for draft in store.all():
        try:
            yield draft.call_id, msgspec.convert(draft.fields, NewIncident)
        except msgspec.ValidationError as error:
            log.warning("report_unreadable", key=draft.call_id, why=str(error))
