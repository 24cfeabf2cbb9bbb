"""E-mail as the desk has it: one bundle of what fetches, sends, and is looked at by people."""

from dataclasses import dataclass

from api.channels import OpenCase
from api.db import Database
from api.log import EventLog
from api.mail.alarm_letters import KINDS as ALARMS
from api.mail.alarm_letters import AlarmLetters
from api.mail.compose import From
from api.mail.forms import KINDS, Addresses, DepartmentForms
from api.mail.incident_letters import KINDS as INCIDENTS
from api.mail.incident_letters import IncidentLetters
from api.mail.intake import Intake
from api.mail.laid_letters import KINDS as LAID
from api.mail.laid_letters import LaidLetters
from api.mail.notices import KINDS as NOTICES
from api.mail.notices import PaperNotices
from api.mail.outgoing import Outgoing
from api.mail.postman import Postman
from api.mail.replies import Replies
from api.mail.settings import MailSettings
from api.mail.shelf import MailShelf
from api.outbox.follower import LogFollower
from api.settings import DeskSettings
from scripts_lib.loader import Library


@dataclass(frozen=True, slots=True)
class Mail:
    """`shelf` and `replies` are for people, `postman` runs beside the desk."""

    shelf: MailShelf
    replies: Replies
    postman: Postman


def mail_of(
    settings: MailSettings,
    database: Database,
    log: EventLog,
    library: Library,
    desk: DeskSettings,
    open_case: OpenCase,
    addresses: Addresses,
) -> Mail:
    """Everything of e-mail, by these settings; `addresses` are those of departments."""
    of = From(sender=settings.sender, centre=desk.centre_name, timezone=desk.timezone, hotline=desk.hotline_number)
    forms = DepartmentForms(settings, of, library, addresses)
    return Mail(
        shelf=MailShelf(database, log, open_case),
        replies=Replies(database, settings, of),
        postman=Postman(
            settings,
            Intake(log, library, settings, of, open_case),
            Outgoing(database),
            LogFollower(database, "mail", KINDS, forms.take),
            LogFollower(database, "mail notices", NOTICES, PaperNotices(settings, of).take),
            LogFollower(database, "mail alarms", ALARMS, AlarmLetters(settings, of, desk.alarm).take),
            LogFollower(database, "mail incidents", INCIDENTS, IncidentLetters(settings, of).take),
            LogFollower(database, "mail laid", LAID, LaidLetters(settings, of).take),
        ),
    )
