"""Every route of the REST interface and of the live side. Pages are in `web`."""

from api.agents.organisation_routes import OrganisationRoutes
from api.agents.own_routes import Own
from api.agents.routes import People as PeopleRoutes
from api.audit.routes import Audit
from api.briefs.routes import Briefs
from api.calls.routes import Calls
from api.complaint_lists.routes import ComplaintListRoutes
from api.duty.routes import Duty
from api.erasing.routes import Erasures
from api.figures.metrics import metrics
from api.figures.routes import Figures
from api.figures.wall import Wall
from api.handover.routes import Handover
from api.homes.routes import HomesOfSite
from api.incidents.routes import Incidents
from api.mail.routes import MailRoutes
from api.papers.routes import Papers
from api.periods.routes import Periods
from api.quality.checks.routes import QualityChecks
from api.quality.checks.year_routes import QualityYears
from api.quality.hint_routes import QualityHints
from api.quality.routes import Quality
from api.recordings.routes import Recordings
from api.reports.routes import Months
from api.residents.routes import Residents
from api.shifts.routes import Shifts
from api.site import Site
from api.surveys.routes import Surveys
from api.tickets.routes import Tickets
from api.tickets.routes_steps import ticket_steps
from api.training.routes import Training
from api.transcripts.routes import Transcripts
from api.visits.routes import Visits
from api.webhooks.routes import Webhooks

ROUTES = (
    PeopleRoutes,
    OrganisationRoutes,
    Own,
    Audit,
    Calls,
    Recordings,
    Transcripts,
    Tickets,
    ticket_steps,
    Duty,
    Handover,
    Incidents,
    Shifts,
    Figures,
    metrics,
    Wall,
    Residents,
    Quality,
    QualityHints,
    QualityChecks,
    QualityYears,
    Training,
    Site,
    Webhooks,
    Surveys,
    MailRoutes,
    Visits,
    HomesOfSite,
    Erasures,
    ComplaintListRoutes,
    Papers,
    Months,
    Briefs,
    Periods,
)
