"""A simulated day as the rows that its log is folded into, for tests that need a database of thousands of calls soon.

The rows come from the book's fold; that the tables say what the book says is another test's
(`tests/unit/api/test_figures_ledger.py`). `tests/` shares it.
"""

import msgspec

from api.db import Database
from api.figures.book import Book
from api.figures.levels import LevelRule
from api.figures.tables import AgentSpanRow, CallFactRow
from tests.simulated_day import MIDNIGHT, SimulatedDay
from tests.unit.api import desk_samples as sample


async def write_rows(database: Database, day: SimulatedDay) -> None:
    """Every call's fact, and every agent's time that is over."""
    book = Book(sample.CN, LevelRule(), MIDNIGHT)
    for entry in day.entries:
        book.receive(entry.event, entry.stream_id, entry.line_id)
    async with database.writing() as session:
        session.add_all(CallFactRow(**msgspec.structs.asdict(fact)) for fact in book._facts.values())
        session.add_all(AgentSpanRow(**msgspec.structs.asdict(span)) for span in book._ended_spans)
