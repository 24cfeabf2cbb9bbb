"""A ticket's story in words: each fact of its log with what it says. Knows no service and no state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.schemas import StoryLine
from api.web.words import OPEN_REASONS, RELATIONS, role_word
from scripts_lib.model import Catalogue, Option, Text

TITLES: Mapping[str, Text] = {
    "TicketRegistered": Text("登记立项", "Registered"),
    "TicketSent": Text("送达责任部门", "Sent to the department"),
    "TicketSigned": Text("部门签收", "Signed for"),
    "TicketTaken": Text("开始处理", "Taken in hand"),
    "TicketRefused": Text("部门退回", "Refused by the department"),
    "TicketPassedUp": Text("呈报上级", "Laid before the manager"),
    "TicketReplied": Text("答复业主", "Replied to the resident"),
    "TicketProposed": Text("提出解决方案", "Solution proposed"),
    "TicketAnswered": Text("部门交回处理表", "Form returned"),
    "TicketSentBack": Text("退回重办", "Sent back"),
    "TicketSettled": Text("办结", "Done"),
    "TicketTold": Text("告知业主结果", "Result told to the resident"),
    "TicketRepaired": Text("维修服务单签回", "Signed repair order is back"),
    "TicketChecked": Text("核实结果", "Result checked"),
    "TicketFollowedUp": Text("回访", "Followed up"),
    "TicketConsented": Text("同意销项", "Consent to closing"),
    "TicketClosed": Text("销项", "Closed"),
    "DoubtSettled": Text("答复立项请示", "Question answered: is it a case"),
    "TicketDeclined": Text("婉拒", "Declined"),
    "TicketReopened": Text("重新立项", "Opened again"),
    "TicketSuspended": Text("挂起", "Set aside"),
    "TicketResumed": Text("恢复处理", "Went on"),
    "TicketReviewed": Text("季度评审", "Quarterly review"),
    "TicketWeightChanged": Text("调整程度", "Weight changed"),
    "TicketNatureChanged": Text("调整性质", "Nature changed"),
    "TicketTurnedGrave": Text("满一个月未解决，升为重大", "Unsolved for a month: grave now"),
    "ExtensionAsked": Text("申请延期", "More time asked for"),
    "ExtensionDecided": Text("批复延期", "More time decided"),
    "TicketRelated": Text("关联投诉单", "Ticket related"),
    "TicketProblemFound": Text("途中发现新问题", "New problem found"),
    "TicketNoted": Text("补充记录", "Note"),
    "LimitPassed": Text("超过时限", "Limit passed"),
    "ClocksReckoned": Text("重算时限", "Clocks reckoned anew"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a fact says: text, a moment (Unix seconds), or another ticket's number."""

    label: Text
    text: Text | None = None
    at: float | None = None
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as it is shown. `name` is empty where the desk did it by itself."""

    at: float
    title: Text
    name: str
    said: tuple[Said, ...]


Show = Callable[[Text, Any, Catalogue], Said]


def _text(label: Text, value: Any, _: Catalogue) -> Said:
    if isinstance(value, dict):
        return Said(label, Text(str(value.get("zh", "")), str(value.get("en", ""))))
    return Said(label, Text(str(value), str(value)))


def _yes_no(label: Text, value: Any, _: Catalogue) -> Said:
    return Said(label, Text("是", "yes") if value else Text("否", "no"))


def _moment(label: Text, value: Any, _: Catalogue) -> Said:
    return Said(label, at=float(value))


def _role(label: Text, value: Any, _: Catalogue) -> Said:
    return Said(label, role_word(str(value)))


def _ticket(label: Text, value: Any, _: Catalogue) -> Said:
    return Said(label, ticket=str(value))


def _relation(label: Text, value: Any, _: Catalogue) -> Said:
    return Said(label, {str(one): text for one, text in RELATIONS.items()}.get(str(value)))


def _why_open(label: Text, value: Any, _: Catalogue) -> Said:
    return Said(label, {str(one): text for one, text in OPEN_REASONS.items()}.get(str(value)))


def _of(group: Callable[[Catalogue], tuple[Option, ...]]) -> Show:
    def show(label: Text, value: Any, catalogue: Catalogue) -> Said:
        known = {option.value: option.label for option in group(catalogue)}
        return Said(label, known.get(str(value), Text(str(value), str(value))))

    return show


SAID: Mapping[str, tuple[Text, Show]] = {
    "channel": (Text("来源", "Came by"), _of(lambda catalogue: catalogue.channels)),
    "why_open": (Text("立项原因", "Opened because"), _why_open),
    "doubt": (Text("请示主管", "Asked the supervisor"), _text),
    "found_in": (Text("发现于", "Found in"), _ticket),
    "department": (Text("部门", "Department"), _of(lambda catalogue: catalogue.departments)),
    "signed_by": (Text("签字", "Signed by"), _text),
    "order_number": (Text("维修服务单编号", "Repair order"), _text),
    "role": (Text("呈报给", "Told to"), _role),
    "weight": (Text("改为", "To"), _of(lambda catalogue: catalogue.weights)),
    "nature": (Text("改为", "To"), _of(lambda catalogue: catalogue.natures)),
    "what": (Text("内容", "What"), _text),
    "clear": (Text("明确答复", "Clear answer"), _yes_no),
    "cause": (Text("原因", "Cause"), _text),
    "measures": (Text("处理措施", "What was done"), _text),
    "result": (Text("结果", "Result"), _text),
    "reached": (Text("联系上业主", "Reached"), _yes_no),
    "satisfied": (Text("业主满意", "Satisfied"), _yes_no),
    "finished_at": (Text("完成时间", "Finished"), _moment),
    "agreed_by": (Text("同意人", "Agreed by"), _text),
    "until": (Text("延长到", "Until"), _moment),
    "why": (Text("原因", "Why"), _text),
    "granted": (Text("同意", "Granted"), _yes_no),
    "quarter": (Text("季度", "Quarter"), _text),
    "close": (Text("准予销项", "May be closed"), _yes_no),
    "other": (Text("单号", "Ticket"), _ticket),
    "relation": (Text("关系", "How"), _relation),
    "reason": (Text("原因", "Reason"), _text),
    "note": (Text("说明", "Note"), _text),
    "due": (Text("应于", "Was due"), _moment),
}
"""What is shown of a fact, in this order; anything else in it is for machines."""
QUIET = frozenset({"clear", "reached"})
"""Shown only where it says something: a clear answer, nobody reached."""


def told(line: StoryLine, catalogue: Catalogue) -> Entry:
    """One line of the story in words, departments as they were called then."""
    catalogue = catalogue.at(line.at)
    said = tuple(
        show(label, line.facts[name], catalogue)
        for name, (label, show) in SAID.items()
        if _says(name, line.facts.get(name))
    )
    return Entry(line.at, TITLES.get(line.kind, Text(line.kind, line.kind)), line.name, said)


def _says(name: str, value: object) -> bool:
    if name in QUIET:
        return value is (name == "clear")
    return value is not None and value != ""
