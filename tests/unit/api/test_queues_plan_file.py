"""A site's queue file: what it comes to, and that every fault is named with its line and what to do."""

import datetime as dt
from pathlib import Path

import pytest

from api.queues.plan_file import default, load, parse
from api.settings import DeskSettings
from scripts_lib.errors import InvalidData
from telephony.acd.plan import Order, Overflow, QueuePlan, When, Where

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "queues.yaml"


def settings(data: Path = Path("nowhere"), **more: str | int) -> DeskSettings:
    return DeskSettings.load(data, **more)


def queue_of(text: str, **more: str | int) -> QueuePlan:
    """The only queue of a file whose lines after its id and name these are."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    content = f"queues:\n  - id: a\n    name: 甲\n{lines}"
    (queue,) = parse("queues.yaml", content.encode(), settings(Path("nowhere"), **more)).plan.queues
    return queue


def faults_of(content: str) -> list[str]:
    with pytest.raises(InvalidData) as caught:
        parse("queues.yaml", content.encode(), settings())
    return [str(error) for error in caught.value.errors]


def one_queue(*lines: str, after: str = "") -> str:
    """A file of one queue with these lines, from line 4 on."""
    return "queues:\n  - id: a\n    name: 甲\n" + "".join(f"    {line}\n" for line in lines) + after


def test_without_a_file_one_queue_takes_every_call_day_and_night(tmp_path: Path) -> None:
    site = load(settings(tmp_path, offer_rings=3))
    assert site == default(settings(tmp_path, offer_rings=3))
    (queue,) = site.plan.queues
    assert (queue.queue_id, queue.name, queue.offer_s) == ("hotline", "投诉热线", 15.0)
    assert queue.answer_after_s == 0.0
    assert site.source == ""


def test_the_file_of_the_data_folder_is_read_and_a_named_one_goes_before(tmp_path: Path) -> None:
    (tmp_path / "queues.yaml").write_text("queues: [{id: a, name: 甲}]", "utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("queues: [{id: b, name: 乙}]", "utf-8")
    assert [one.queue_id for one in load(settings(tmp_path)).plan.queues] == ["a"]
    site = load(settings(tmp_path), other)
    assert ([one.queue_id for one in site.plan.queues], site.source) == (["b"], str(other))
    with pytest.raises(FileNotFoundError):
        load(settings(tmp_path), tmp_path / "missing.yaml")


def test_the_example_is_sound() -> None:
    site = load(settings(), EXAMPLE)
    hotline, lift, renovation, night = site.plan.queues
    assert (hotline.answer_after_s, hotline.callback, hotline.overflow[0].to) == (30.0, True, "night")
    assert (lift.order, lift.skill, lift.priority) == (Order.RING_ALL, "lift", 3)
    assert [one.start for one in renovation.hours] == ["08:30", "13:30"]
    assert night.order is Order.ROUND_ROBIN
    li, wang, other = (site.profile(f"id-{login}", login) for login in ("li", "wang", "other"))
    assert [one.level(lift) for one in (li, wang, other)] == [3, 1, 0]
    assert [one.level(night) for one in (li, wang, other)] == [1, 0, 1]
    assert site.profile("id-li", "li").agent_id == "id-li"


def test_rings_become_seconds_by_the_country_and_the_desk() -> None:
    text = "offer_rings: 3\nanswer_after_rings: 6"
    assert (queue_of(text).offer_s, queue_of(text).answer_after_s) == (15.0, 30.0)
    assert (queue_of(text, country="US").offer_s, queue_of(text, country="US").answer_after_s) == (18.0, 36.0)
    assert queue_of("", offer_rings=4).offer_s == 20.0


def test_numbers_are_brought_into_the_form_in_which_they_are_called() -> None:
    queue = queue_of('numbers: ["8523-8888", "+86 138 0000 0001"]', area_code="020")
    assert queue.numbers == ("02085238888", "13800000001")
    rule = queue_of('overflow: [{when: nobody, where: number, to: "8523 8888"}]', area_code="020").overflow[0]
    assert rule == Overflow(when=When.NOBODY, where=Where.NUMBER, to="02085238888")


def test_a_full_queue_says_busy_unless_the_file_says_otherwise() -> None:
    assert queue_of("capacity: 5").overflow == (Overflow(when=When.FULL, where=Where.GOODBYE),)
    (rule,) = queue_of("capacity: 5\noverflow: [{when: full, where: message}]").overflow
    assert rule.where is Where.MESSAGE


def test_a_callback_may_be_offered_by_the_announcement_of_an_overflow_rule() -> None:
    queue = queue_of("callback: true\noverflow: [{when: nobody, where: announce, after_s: 30}]")
    assert queue.overflow == (Overflow(when=When.NOBODY, where=Where.ANNOUNCE, after_s=30),)


def test_days_off_of_the_site_are_no_working_days() -> None:
    site = parse("f", b"holidays: [2026-12-31]\nqueues: [{id: a, name: a}]", settings())
    is_workday = site.working_days(lambda day: day.weekday() < 5)
    assert [is_workday(dt.date(2026, 12, day)) for day in (26, 30, 31)] == [False, True, False]


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        (("order: fastest",), 4, "is none of longest_idle"),
        (("offer_rings: 0",), 4, "offer_rings must be from 1 to 20"),
        (("colour: red",), 4, "unknown key 'colour'"),
        (("answer_after_rings: 3",), 4, "a person has three rings (LINE-1)"),
        (("callback: true",), 4, "set answer_after_rings"),
        (("capacity: -1",), 4, "capacity must be from"),
        (("numbers:", '  - "95598"', "  - abc"), 6, "'abc' is no telephone number"),
        (("numbers:", '  - "95598"', '  - "955 98"'), 6, "leads to 'a' already"),
        (("hours:", "  - {days: someday}", "overflow: [{when: closed, where: message}]"), 5, "'someday' is no day"),
        (("hours:", "  - {days: mon, start: '25:00'}", "overflow: [{when: closed, where: message}]"), 5, "no time"),
        (("hours:", "  - {days: mon}"), 4, "needs an overflow rule `when: closed`"),
        (("overflow:", "  - {when: nobody, where: queue}"), 5, "needs `to`, the id"),
        (("overflow:", "  - {when: nobody, where: queue, to: a}"), 5, "into itself"),
        (("overflow:", "  - {when: nobody, where: queue, to: z}"), 5, "there is no queue 'z'; there is a"),
        (("overflow:", "  - {when: nobody, where: number}"), 5, "needs `to`, the number"),
        (("overflow:", "  - {when: nobody, where: number, to: home}"), 5, "'home' is no telephone number"),
        (("overflow:", "  - {when: nobody, where: message, to: a}"), 5, "leave `to` out"),
        (("overflow:", "  - {when: waiting, where: message}"), 5, "needs after_s"),
        (("overflow:", "  - {when: waiting, where: message, after_s: 9999}"), 5, "after_s must be from 0 to 3600"),
        (("overflow:", "  - {when: closed, where: message, after_s: 5}"), 5, "leave after_s out"),
        (("overflow:", "  - {when: full, where: message}"), 5, "needs capacity"),
        (("skill: lift",), 4, "no agent of this queue has the skill 'lift'"),
    ],
)
def test_a_fault_of_a_queue_is_named_with_its_line(lines: tuple[str, ...], line: int, word: str) -> None:
    (fault,) = faults_of(one_queue(*lines))
    assert fault.startswith(f"queues.yaml:{line}: a: ")
    assert word in fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("queues: []\n", "queues.yaml:1: a site needs one queue at least"),
        ("ageing_s: 0\nqueues: [{id: a, name: a}]\n", "queues.yaml:1: ageing_s: must be from 1 to 3600"),
        ("queues:\n  - {id: a, name: a}\n  - {id: a, name: b}\n", "queues.yaml:3: a: this id is here twice"),
        ("queues:\n  - {id: 甲, name: a}\n", "queues.yaml:2: 甲: an id begins with a letter"),
        ("queues:\n  - {id: a}\n", "queues.yaml:2: a: 'name' is missing"),
        (one_queue(after="agents:\n  li:\n    queues: [z]\n"), "queues.yaml:6: li: there is no queue 'z'"),
        (one_queue(after="agents:\n  li:\n    skills: {lift: 10}\n"), "queues.yaml:6: li: a level is 1 to 9"),
        ("holidays: [soon]\nqueues: [{id: a, name: a}]\n", "queues.yaml:1: 'soon' is not a date"),
        ("- a\n", "queues.yaml:1: the file must be a mapping"),
    ],
)
def test_a_fault_of_the_file_is_named_with_its_line(content: str, fault: str) -> None:
    (said,) = faults_of(content)
    assert said.startswith(fault)


def test_all_faults_are_named_at_once_in_the_order_of_lines() -> None:
    lines = [
        int(fault.split(":")[1]) for fault in faults_of(one_queue("priority: 99", "miss_limit: 99", "capacity: -3"))
    ]
    assert lines == [4, 5, 6]
