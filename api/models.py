"""Tables. `event_log` is the truth and only grows; `call`, `ticket`, `duty_item` and others are folds over it.

A projection keeps the whole fold as JSON in `record`, beside the few columns that lists are filtered and sorted by.
"""

from typing import Any
from uuid import UUID

from advanced_alchemy.base import DefaultBase, UUIDv7Base
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

SUSPECTED = "kind = 'PhraseSuspected'"
"""The entries that lists of calls look for. An index of these alone costs nothing where others are written; a query
uses it that says this condition in these words, with no parameter."""


class EventRow(DefaultBase):
    """One event of a line or of the desk. Triggers refuse to change or delete it."""

    __tablename__ = "event_log"
    __table_args__ = (
        UniqueConstraint("stream_id", "seq", name="uq_event_log_stream_seq"),
        Index("ix_event_log_suspected", "call_id", sqlite_where=text(SUSPECTED), postgresql_where=text(SUSPECTED)),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    stream_id: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]
    at: Mapped[float]
    kind: Mapped[str] = mapped_column(String(40))
    call_id: Mapped[str | None] = mapped_column(String(64), index=True)
    ticket_number: Mapped[str | None] = mapped_column(String(32), index=True)
    payload: Mapped[str] = mapped_column(Text)


class CallRow(DefaultBase):
    """Fold of one call's events (`api.calls.fold`)."""

    __tablename__ = "call"
    __table_args__ = (Index("ix_call_agent_open", "agent_id", "ended", "disposition"),)

    call_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    line_id: Mapped[str] = mapped_column(String(64), index=True)
    stream_id: Mapped[str] = mapped_column(String(64), index=True)
    arrived_at: Mapped[float] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    agent_id: Mapped[str | None] = mapped_column(String(64))
    ended: Mapped[bool] = mapped_column(index=True)
    disposition: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), server_default="")
    direction: Mapped[str] = mapped_column(String(20), server_default="incoming")
    home: Mapped[str] = mapped_column(String(120), index=True, default="", server_default="")
    """Building, unit and room of the resident, `3|2|501`; empty: not known."""
    record: Mapped[str] = mapped_column(Text)


class TicketRow(DefaultBase):
    """Fold of one ticket's events (`api.tickets.fold`)."""

    __tablename__ = "ticket"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    registered_at: Mapped[float] = mapped_column(index=True)
    registered_by: Mapped[str] = mapped_column(String(64), index=True)
    call_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    weight: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    home: Mapped[str] = mapped_column(String(120), index=True, default="", server_default="")
    """Building, unit and room of the resident, `3|2|501`; empty: not known."""
    site: Mapped[str] = mapped_column(String(40), default="", server_default="")
    building: Mapped[str] = mapped_column(String(32), index=True, default="", server_default="")
    department: Mapped[str] = mapped_column(String(40), index=True, default="", server_default="")
    channel: Mapped[str] = mapped_column(String(20), default="", server_default="")
    nature: Mapped[str] = mapped_column(String(20), default="", server_default="")
    content: Mapped[str] = mapped_column(String(20), default="", server_default="")
    done_at: Mapped[float | None]
    closed_at: Mapped[float | None] = mapped_column(index=True)
    met: Mapped[int] = mapped_column(default=0, server_default="0")
    """Clocks that were met, and missed."""
    missed: Mapped[int] = mapped_column(default=0, server_default="0")
    satisfied: Mapped[bool | None]
    """What the resident said in the follow-up; None: not asked or not reached."""
    next_due: Mapped[float | None] = mapped_column(index=True)
    wake_at: Mapped[float | None] = mapped_column(index=True)
    """When the next limit passes that nobody was told of yet (SLA-14)."""
    record: Mapped[str] = mapped_column(Text)


class DutyRow(DefaultBase):
    """Fold of one item of the duty list (`api.duty.fold`)."""

    __tablename__ = "duty_item"
    __table_args__ = (Index("ix_duty_item_open", "match_key", "state"),)

    item_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    match_key: Mapped[str] = mapped_column(String(100))
    """What a later call is matched by: the number in its canonical form."""
    state: Mapped[str] = mapped_column(String(20), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    first_at: Mapped[float] = mapped_column(index=True)
    last_at: Mapped[float]
    due_at: Mapped[float | None] = mapped_column(index=True)
    ticket_number: Mapped[str] = mapped_column(String(32), index=True, default="", server_default="")
    record: Mapped[str] = mapped_column(Text)


class DutyCallRow(DefaultBase):
    """One of the calls that an item of the duty list stands for; by their queues it is known of which site it is."""

    __tablename__ = "duty_call"

    item_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_id: Mapped[str] = mapped_column(String(64), primary_key=True)


class HandoverRow(DefaultBase):
    """Fold of one note of hand-over between shifts (LINE-6, `api.handover`)."""

    __tablename__ = "handover_note"

    note_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[float] = mapped_column(index=True)
    agent_id: Mapped[str] = mapped_column(String(64), index=True)
    record: Mapped[str] = mapped_column(Text)


class RecordingRow(DefaultBase):
    """A recording of a call (`api.recordings.ledger`); the file lies with the line that made it."""

    __tablename__ = "recording"

    recording_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_id: Mapped[str] = mapped_column(String(64), index=True)
    began_at: Mapped[float] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(20))
    length_ms: Mapped[float]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    voicemail: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200))


class StreamRow(DefaultBase):
    """How far each stream of events is in the log, and which line it belongs to."""

    __tablename__ = "stream"

    stream_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    first_line_id: Mapped[str] = mapped_column(String(64))
    """The line as it named itself when the stream was new here; the log tells its later names."""
    line_id: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]


class UserRow(UUIDv7Base):
    """Someone who signs in."""

    __tablename__ = "user_account"

    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    surname: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The SIP phone that rings for this person; empty: the console's headset."""
    departments: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    site: Mapped[str] = mapped_column(String(40), default="", server_default="")
    team: Mapped[str] = mapped_column(String(40), default="", server_default="")
    totp_secret: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Of the second step, encrypted (`api.agents.second_step`)."""
    totp_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The time step of the last code that counted."""


class SessionRow(DefaultBase):
    """Somebody is or was signed in (`api.agents.sessions`)."""

    __tablename__ = "user_session"

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64), index=True)
    begun_at: Mapped[float]
    expires_at: Mapped[float] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[float | None] = mapped_column(default=None)
    ended_why: Mapped[str] = mapped_column(String(20), default="")


class GuessRow(DefaultBase):
    """Wrong guesses in a row, at an account or from a source (`api.agents.lockout`)."""

    __tablename__ = "sign_in_guess"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    wrong: Mapped[int]
    last_at: Mapped[float] = mapped_column(index=True)
    locked_until: Mapped[float]


class RecoveryRow(DefaultBase):
    """A recovery code of the second step, hashed; it counts once."""

    __tablename__ = "recovery_code"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    agent_id: Mapped[str] = mapped_column(String(64), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[float | None] = mapped_column(default=None)


class SiteRow(DefaultBase):
    """A site (管理处) that people and buildings belong to."""

    __tablename__ = "site"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    buildings: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class TeamRow(DefaultBase):
    """A team of agents with its supervisors."""

    __tablename__ = "team"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    site: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class DepartmentRow(DefaultBase):
    """A department that an administrator added or changed; `key` is a catalogue's or a new one."""

    __tablename__ = "department"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    zh: Mapped[str] = mapped_column(String(64))
    en: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    successor: Mapped[str] = mapped_column(String(40), default="", server_default="")
    former: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What it was called: `until` (Unix seconds), `zh`, `en`, oldest first."""


class ResidentRow(UUIDv7Base):
    """A resident and the home (FILE-1)."""

    __tablename__ = "resident"
    __table_args__ = (Index("ix_resident_home", "building", "unit", "room"),)

    name: Mapped[str] = mapped_column(String(64), index=True)
    building: Mapped[str] = mapped_column(String(32))
    unit: Mapped[str] = mapped_column(String(32))
    room: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text, default="")
    phones: Mapped[list["PhoneRow"]] = relationship(
        back_populates="resident", lazy="selectin", cascade="all, delete-orphan", order_by="PhoneRow.number"
    )


class PhoneRow(UUIDv7Base):
    """A number that a resident calls from, normalised."""

    __tablename__ = "resident_phone"

    resident_id: Mapped[UUID] = mapped_column(ForeignKey("resident.id", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(String(32), index=True)
    resident: Mapped[ResidentRow] = relationship(back_populates="phones")


class AccessRow(DefaultBase):
    """Who opened or changed what, chained by hashes (SEC-1, `api.audit`). Triggers refuse to change or delete it."""

    __tablename__ = "access_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(index=True)
    user_id: Mapped[str] = mapped_column(String(64), index=True)
    what: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
