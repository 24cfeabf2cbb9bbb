"""A fact or fold without a person: own words go whole, in others' the number and the name, and nothing else."""

import msgspec
import pytest

from api.erasing.person import MARK, Person, pseudonym
from api.incidents.events import IncidentReported, IncidentTaken
from api.log_events import CallExplained, HandoverWritten
from api.privacy import masked, normalised, plausible
from api.schemas import Explained, NewHandover
from api.schemas.incidents import IncidentKind
from api.tickets.fold import in_short
from tests.unit.api import desk_samples as sample
from tests.unit.api import ticket_samples as tickets

PSEUDONYM = "已删除0a0b0c0d"
WANG = Person(
    names=frozenset({"王芳", "王女士", "王"}),
    numbers={"13800001234": PSEUDONYM},
    calls=frozenset({"c1"}),
    tickets=frozenset({tickets.NUMBER}),
)


def test_own_words_go_whole_and_kinds_and_times_stay() -> None:
    before = tickets.made(matter="漏水", notes="", resident_id="r1")
    after = WANG.without(before)
    assert (after.complaint.matter, after.complaint.contact, after.complaint.phone) == (MARK, MARK, PSEUDONYM)
    assert after.complaint.notes == "", "what was empty stays empty: it is counted"
    assert after.clocks == before.clocks
    assert after.complaint.kind == before.complaint.kind
    assert (after.number, after.name, after.at) == (before.number, before.name, before.at)


def test_a_call_loses_whatever_the_telephone_told() -> None:
    before = msgspec.structs.replace(sample.arrived(), name="王芳", number_sent="+8613800001234")
    after = WANG.without(before)
    assert (after.number, after.name, after.number_sent, after.source) == (PSEUDONYM, MARK, MARK, MARK)
    assert after.called == before.called


def test_in_what_is_anothers_only_the_number_and_the_name_go() -> None:
    note = CallExplained(
        at=1.0, call_id="c2", agent_id="a1", explained=Explained(notes="王芳（13800001234）托他问，王姓邻居")
    )
    assert WANG.without(note).explained.notes == f"{MARK}（{PSEUDONYM}）托他问，王姓邻居"


def test_what_was_reported_of_a_call_or_a_complaint_loses_its_words() -> None:
    """SEC-2."""
    before = IncidentReported(
        at=1.0,
        incident_id="i1",
        kind=IncidentKind.PEOPLE,
        words="502 有人摔伤",
        agent_id="a1",
        name="李明",
        call_id="c1",
    )
    after = WANG.without(before)
    assert after == msgspec.structs.replace(before, words=MARK)
    taken = IncidentTaken(
        at=2.0, incident_id="i1", agent_id="a9", name="赵强", note="送王芳就医", ticket_number=tickets.NUMBER
    )
    assert WANG.without(taken) == msgspec.structs.replace(taken, note=MARK)


def test_a_note_of_hand_over_loses_the_complaint_of_this_person_only() -> None:
    own = in_short(tickets.fresh(matter="漏水"), 1.0)
    other = msgspec.structs.replace(own, number="TS20261123-0009", contact="刘洋", matter="噪声")
    written = HandoverWritten(
        at=1.0,
        note_id="h1",
        agent_id="a1",
        name="李明",
        note=NewHandover(notices="请回王女士"),
        open_tickets=(own, other),
        open_duty=0,
    )
    after = WANG.without(written)
    assert after.note.notices == f"请回{MARK}"
    assert [(one.contact, one.matter) for one in after.open_tickets] == [(MARK, MARK), ("刘洋", "噪声")]


def test_what_has_nothing_of_the_person_is_the_same_object() -> None:
    event = sample.ended("c9")
    assert WANG.without(event) is event


@pytest.mark.parametrize("written", ["13800001234", "138-0000-1234", "+86 138 0000 1234"])
def test_a_number_however_it_is_written(written: str) -> None:
    assert WANG.number(written) == PSEUDONYM
    assert WANG.number("13800001235") == "13800001235"


def test_a_pseudonym_is_no_number_and_the_same_for_every_fold() -> None:
    one = pseudonym()
    assert one != pseudonym()
    assert normalised(one) == normalised(one, "010") == one
    assert not plausible(one)
    assert masked(one)
