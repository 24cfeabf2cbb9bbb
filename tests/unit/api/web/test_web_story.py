"""Every fact of a ticket has its words, in both languages."""

from typing import get_args

from api.schemas import StoryLine
from api.tickets.events import TicketEvent
from api.web.pages.ticket.story import TITLES, Said, told
from scripts_lib.model import Text
from tests.unit.api.desk_samples import NOON
from tests.unit.api.web.web_site import RULES


def line(kind: str, **facts: object) -> StoryLine:
    return StoryLine(number=1, at=NOON, kind=kind, agent_id="a1", name="李明", facts=facts)


def said(kind: str, **facts: object) -> dict[str, Said]:
    return {one.label.en: one for one in told(line(kind, **facts), RULES.catalogue).said}


def test_every_fact_has_a_title() -> None:
    assert {fact.__name__ for fact in get_args(TicketEvent)} == set(TITLES)


def test_what_a_fact_says_is_in_words_moments_and_links() -> None:
    assert said("TicketSent", department="engineering", reason="")["Department"].text == Text("工程部", "Engineering")
    assert said("ExtensionAsked", until=NOON, why="等配件")["Until"].at == NOON
    assert said("TicketRelated", other="TS1", relation="same_cause")["Ticket"].ticket == "TS1"
    assert said("TicketPassedUp", role="general_manager", note="")["Told to"].text == Text(
        "公司总经理", "General manager"
    )
    assert said("LimitPassed", what={"zh": "签收", "en": "signed"}, due=NOON)["What"].text == Text("签收", "signed")


def test_what_says_nothing_is_left_out() -> None:
    assert list(said("TicketReplied", what="已安排", clear=False)) == ["What"]
    assert list(said("TicketReplied", what="已安排", clear=True)) == ["What", "Clear answer"]
    assert list(said("TicketFollowedUp", result="没人接", reached=False, satisfied=None)) == ["Result", "Reached"]
    assert list(said("TicketFollowedUp", result="好", reached=True, satisfied=True)) == ["Result", "Satisfied"]


def test_a_value_that_the_rules_know_no_more_is_shown_as_it_is() -> None:
    assert said("TicketSent", department="kitchen")["Department"].text == Text("kitchen", "kitchen")
    assert told(line("SomethingNew"), RULES.catalogue).title.zh == "SomethingNew"
