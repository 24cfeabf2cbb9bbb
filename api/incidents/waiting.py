"""Incidents that nobody has taken yet, in memory, for whatever has to tell of them at once."""

from collections.abc import Callable

from api.schemas.incidents import Incident

Reader = Callable[[], object]


class Waiting:
    """Oldest first. The desk is the only one who writes incidents, so this is never behind the log."""

    def __init__(self) -> None:
        self.items: tuple[Incident, ...] = ()
        self._readers: list[Reader] = []

    def subscribe(self, reader: Reader) -> None:
        """Call `reader` whenever there are others."""
        self._readers.append(reader)

    def put(self, items: tuple[Incident, ...]) -> None:
        """These are the ones now."""
        if items == self.items:
            return
        self.items = items
        for reader in self._readers:
            reader()
