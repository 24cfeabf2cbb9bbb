"""Every table of the desk in one place, whichever feature's: what migrations are compared with."""

from typing import Final

from sqlalchemy import MetaData

import api.briefs.tables
import api.erasing.tables
import api.figures.tables
import api.homes.tables
import api.mail.tables
import api.outbox.tables
import api.quality.checks.tables
import api.quality.tables
import api.reports.tables
import api.shifts.tables
import api.surveys.tables
import api.tickets.tables
import api.transcripts.tables
import api.visits.tables
import api.webhooks.tables  # noqa: F401  tables are known by being imported
from api.models import EventRow

METADATA: Final[MetaData] = EventRow.metadata
