"""What the resident's panel says, and where the question who calls stands: table by table, without a screen."""

from dataclasses import replace as changed

import pytest
from msgspec.structs import replace

from api.schemas import Caller, CallView, Complaint, Disposition, Explained, HomeCard, TicketState
from api.schemas.calls import Direction
from console import sample
from console.form import outcome_of
from console.homes import (
    DAY,
    HOUR,
    Finding,
    Found,
    Repeat,
    Telling,
    Tone,
    answered,
    asked_again,
    chosen,
    day,
    failed,
    lines,
    open_tickets,
    repeat,
    span,
)
from console.sample_records import CARD, OPEN_TICKET, OTHER, RESIDENT, SON, WALL
from console.texts import words_in
from console.work import Work
from scripts_lib.loader import load
from scripts_lib.model import Text

RULES = load().rules

ZH = Telling(WALL, "Asia/Shanghai", words_in("zh"), "zh", {"renovation_noise": "装修噪音"})
EN = Telling(WALL, "Asia/Shanghai", words_in("en"), "en", {"renovation_noise": "renovation noise"})
ASKED = Finding("c-1")
ONE = answered(ASKED, 1, Caller(matches=(RESIDENT,), card=CARD))
DUE = replace(OPEN_TICKET, number="TS-2", overdue=False, next_due=WALL + 5 * HOUR, kind="pests", matter="蟑螂")


def said(finding: Finding, telling: Telling = ZH, *, number: str = "13800135678", linked: str = "") -> list[str]:
    return [one.text for one in lines(finding, telling, number=number, linked=linked)]


def of(card: HomeCard) -> Finding:
    return changed(ONE, card=card)


# --- where the question stands ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matches", "found"),
    [((), Found.UNKNOWN), ((RESIDENT,), Found.ONE), ((RESIDENT, OTHER), Found.SEVERAL)],
)
def test_an_answer_says_how_many_match(matches: tuple[object, ...], found: Found) -> None:
    caller = Caller(matches=matches, card=HomeCard())  # type: ignore[arg-type]
    assert answered(ASKED, 1, caller).found is found
    after_choice = chosen(ASKED, "r-2")
    assert answered(after_choice, after_choice.turn, caller).found is Found.CHOSEN


def test_an_answer_to_an_older_question_changes_nothing() -> None:
    newer = chosen(ASKED, "r-3")
    assert answered(newer, 1, Caller(matches=(RESIDENT,), card=CARD)) is newer
    assert failed(newer, 1, None) is newer


def test_a_choice_hides_the_card_of_another_home_until_its_own_is_there() -> None:
    choice = chosen(ONE, "r-2")
    assert (choice.found, choice.resident_id, choice.card, choice.turn) == (Found.ASKED, "r-2", None, 2)


def test_a_failure_keeps_what_was_known_and_asking_again_keeps_it_too() -> None:
    away = failed(ONE, 1, None)
    assert (away.found, away.card) == (Found.AWAY, CARD)
    again = asked_again(away)
    assert (again.found, again.turn, again.card) == (Found.ASKED, 2, CARD)
    assert asked_again(ONE).found is Found.ONE, "what is on show stays while it is asked again"


def test_each_state_says_what_it_is_and_what_to_do() -> None:
    assert said(ASKED) == ["正在查找来电住户…"]
    assert said(failed(ASKED, 1, None)) == ["✗ 服务端没有应答，按回车重试"]
    assert said(failed(ASKED, 1, Text("没有这通电话。", "No such call.")), EN) == [
        "✗ No such call. Enter tries again"
    ]
    unknown = answered(ASKED, 1, Caller(matches=(), card=HomeCard()))
    assert said(unknown) == ["未找到登记此号码的住户", "按回车查找：房号、姓名"]
    assert said(unknown, number="")[0] == "对方未显示号码"
    several = answered(ASKED, 1, Caller(matches=(RESIDENT, SON), card=HomeCard()))
    assert said(several) == ["此号码登记在 2 位住户名下，是哪一位？"]


# --- lines --------------------------------------------------------------------------------------------------------


def test_a_home_is_told_most_important_first() -> None:
    assert said(ONE) == [
        "王建国  3栋2单元501室",
        "⚠ 逾期 1 小时：装修噪音 楼上 601 午休时间电钻施工 TS20261122-0003",
        "备注：独居老人",
        "承诺今天 11:00 前（剩 2 小时）：今天上午答复楼上施工的处理结果（赵芳）",
        "同住：王磊",
        "以往通话",
        "11-22 赵芳：楼上 601 午休时间电钻施工",
        "11-15 李敏：询问停车月卡办理",
    ]


def test_a_broken_promise_goes_up_beside_the_overdue_ticket() -> None:
    assert CARD.promise is not None
    late = of(replace(CARD, promise=replace(CARD.promise, by=WALL - 2 * DAY)))
    told = lines(late, ZH)
    assert [one.tone for one in told[:4]] == [Tone.HEAD, Tone.BAD, Tone.BAD, Tone.PLAIN]
    assert told[2].text == "⚠ 承诺已过 2 天：今天上午答复楼上施工的处理结果（赵芳）"


def test_a_kept_promise_is_no_alarm() -> None:
    assert CARD.promise is not None
    kept = lines(of(replace(CARD, promise=replace(CARD.promise, by=WALL - DAY, kept=True))), ZH)
    told = next(one for one in kept if "承诺" in one.text)
    assert (told.text, told.tone) == ("承诺已兑现：今天上午答复楼上施工的处理结果（赵芳）", Tone.MUTED)


def test_a_ticket_becomes_late_while_the_panel_stands() -> None:
    card = of(replace(CARD, tickets=(DUE,)))
    assert said(card)[2] == "未结，今天 14:00 到期（剩 5 小时）：pests 蟑螂 TS-2"
    later = changed(ZH, now=WALL + 5 * HOUR + 180)
    assert said(card, later)[1] == "⚠ 逾期 3 分钟：pests 蟑螂 TS-2"


@pytest.mark.parametrize(
    ("ticket", "expected"),
    [
        (replace(OPEN_TICKET, next_due=WALL + HOUR), "⚠ overdue: renovation noise, "),
        (replace(OPEN_TICKET, next_due=None, overdue=False), "open: renovation noise, "),
        (replace(OPEN_TICKET, state=TicketState.DONE), "done, to be followed up: renovation noise, "),
    ],
)
def test_how_a_ticket_stands(ticket: object, expected: str) -> None:
    told = said(of(replace(CARD, tickets=(ticket,))), EN)
    assert any(one.startswith(expected) for one in told)


def test_closed_tickets_are_past_and_not_told_as_open() -> None:
    closed = replace(OPEN_TICKET, state=TicketState.CLOSED)
    assert not any("TS20261122-0003" in one for one in said(of(replace(CARD, tickets=(closed,)))))


def test_open_tickets_have_digits_but_not_while_several_may_be_calling() -> None:
    card = replace(CARD, tickets=(DUE, OPEN_TICKET))
    picks = {one.mark: one.ticket for one in lines(of(card), ZH) if one.mark}
    assert picks == {"1": "TS20261122-0003", "2": "TS-2"}, "the overdue one first"
    several = answered(ASKED, 1, Caller(matches=(RESIDENT, SON), card=card))
    assert not any(one.mark for one in lines(several, ZH))


def test_the_linked_ticket_and_the_chosen_resident_are_marked() -> None:
    picked = chosen(ASKED, RESIDENT.resident_id)
    told = said(answered(picked, picked.turn, Caller(matches=(), card=CARD)), linked=OPEN_TICKET.number)
    assert told[0] == "王建国  3栋2单元501室（坐席选定）"
    assert told[1].startswith("✓ 已关联  ⚠ 逾期")


def test_calls_without_notes_and_our_own_calls() -> None:
    first = CARD.calls[0]
    calls = (
        replace(first, about="", agent_name="", talked=False, at=WALL - 3 * HOUR),
        replace(first, about="", direction=Direction.OUTGOING, at=WALL - DAY),
        replace(first, at=WALL - 400 * DAY),
    )
    assert said(of(replace(CARD, calls=calls)))[-3:] == [
        "今天 06:00 未接通",
        "昨天 09:00 赵芳：外呼 没有记录",
        "2025-10-20 赵芳：楼上 601 午休时间电钻施工",
    ]


def test_a_home_without_a_past_says_so() -> None:
    assert said(of(HomeCard(resident=OTHER))) == ["陈晓燕  7栋1单元1203室", "没有通话和投诉记录"]


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [(5, "1 分钟"), (59 * 60, "59 分钟"), (HOUR, "1 小时"), (DAY - 1, "23 小时"), (DAY, "1 天"), (9.9 * DAY, "9 天")],
)
def test_spans_round_down(seconds: float, zh: str) -> None:
    assert span(seconds, ZH.words) == zh


def test_days_are_of_the_site_not_of_the_machine() -> None:
    assert day(WALL + 15 * HOUR, ZH) == "明天 00:00"
    assert day(WALL - 10 * HOUR, EN) == "yesterday 23:00"
    assert day(WALL - 2 * DAY, ZH) == "11-22 09:00"


# --- the draft ----------------------------------------------------------------------------------------------------


def work(call: CallView, **fields: str) -> Work:
    made = Work(call, RULES, None, "zh")
    for name, value in fields.items():
        made.set_field(name, value)
    return made


def test_a_resident_who_is_known_later_fills_what_the_agent_left_empty() -> None:
    made = work(replace(sample.TALKING, resident=None), contact="王先生")
    assert made.know_resident(RESIDENT) == {"place": "3栋2单元501室"}
    assert made.draft.fields["contact"] == "王先生"
    assert made.draft.resident_id == "", "the desk knows that by the number"


def test_what_the_agent_cleared_stays_clear() -> None:
    made = work(sample.TALKING, place="")
    assert made.know_resident(RESIDENT) == {}
    assert made.draft.fields["place"] == ""


def test_another_resident_takes_the_place_of_presets_and_stays_through_the_desks_news() -> None:
    made = work(sample.TALKING, contact="王大爷")
    assert made.choose_resident(OTHER) == {"place": "7栋1单元1203室"}
    assert made.draft.resident_id == "r-2"
    assert made.draft.touched
    made.update(replace(sample.TALKING, talk_ms=90_000))
    assert made.call.resident == OTHER
    assert made.call.talk_ms == 90_000
    assert made.draft.fields["contact"] == "王大爷"


def test_a_link_goes_with_its_home_and_falls_with_it() -> None:
    made = work(sample.TALKING)
    made.link("TS-1", "r-1")
    assert (made.draft.resident_id, made.draft.repeat_of, made.draft.not_repeat) == ("r-1", "TS-1", "")
    made.unlink("TS-1")
    assert (made.draft.repeat_of, made.draft.not_repeat) == ("", "TS-1")
    made.link("TS-1")
    made.choose_resident(RESIDENT)
    assert made.draft.repeat_of == "TS-1", "the same home, said once more"
    made.choose_resident(OTHER)
    assert (made.draft.repeat_of, made.draft.not_repeat) == ("", "")


def test_what_is_sent_says_who_called_and_what_it_repeats() -> None:
    made = work(sample.TALKING, nature="valid", matter="又在施工", happened_at="现在", demand="停工")
    made.choose("renovation_noise", 0)
    made.link("TS-1", "r-1")
    made.set_outcome(Disposition.COMPLAINT)
    sent = outcome_of(made.draft, "Asia/Shanghai", WALL)
    assert isinstance(sent, Complaint)
    assert (sent.resident_id, sent.repeat_of) == ("r-1", "TS-1")
    made.set_outcome(Disposition.EXPLAINED)
    explained = outcome_of(made.draft, "Asia/Shanghai", WALL)
    assert isinstance(explained, Explained)
    assert explained.resident_id == "r-1"


# --- repeated complaints ------------------------------------------------------------------------------------------


def test_a_repeat_is_asked_about_for_the_same_kind_only_and_never_assumed() -> None:
    number = OPEN_TICKET.number
    assert repeat(CARD, "renovation_noise", "", "") == Repeat(number, None)
    assert repeat(CARD, "water_leak", "", "") is None
    assert repeat(CARD, "", "", "") is None
    assert repeat(None, "renovation_noise", "", "") is None


def test_an_answer_stays_on_show_and_another_ticket_of_the_kind_is_asked_about_next() -> None:
    number = OPEN_TICKET.number
    assert repeat(CARD, "renovation_noise", number, "") == Repeat(number, True)
    assert repeat(CARD, "pests", number, "") == Repeat(number, True), "a link of another kind is the agent's own"
    assert repeat(CARD, "renovation_noise", "", number) == Repeat(number, False)
    two = replace(CARD, tickets=(OPEN_TICKET, replace(OPEN_TICKET, number="TS-9", overdue=False)))
    assert repeat(two, "renovation_noise", "", number) == Repeat("TS-9", None)


def test_only_tickets_that_are_not_closed_can_be_repeated() -> None:
    states = tuple(replace(OPEN_TICKET, number=one.value, state=one) for one in TicketState)
    offered = [one.number for one in open_tickets(replace(CARD, tickets=states))]
    assert set(offered) == set(TicketState) - {TicketState.CLOSED, TicketState.DECLINED}
    assert offered[-2:] == ["done", "followed_up"], "what only waits for its follow-up comes last"
