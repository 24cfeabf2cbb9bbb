"""What a ticket still lacks before it may be closed (CASE-4, CASE-6). Pure; screens show the same list."""

from api.schemas import TicketView
from scripts_lib.model import Text, Weight


def lacks(ticket: TicketView) -> tuple[Text, ...]:
    """What is missing, in the order in which it is got; nothing: the ticket may be closed."""
    missing = []
    if ticket.follow_up is None:
        missing.append(Text("还没有回访业主", "the resident has not been followed up"))
    if ticket.repair_order is None and (ticket.told is None or ticket.checked is None):
        missing.append(
            Text(
                "维修服务单没有签回；没有维修的，要先告知业主结果并核实",
                "the signed repair order is not back; without a repair, tell the resident the result and check it",
            )
        )
    for problem in ticket.problems:
        if not problem.ticket_number:
            missing.append(
                Text(
                    f"途中发现的问题还没有单独立项：{problem.what}",
                    f"the problem found on the way has no case of its own: {problem.what}",
                )
            )
    if ticket.weight is Weight.GRAVE and ticket.consent is None:
        missing.append(
            Text(
                "重大投诉要管理处负责人同意才能销项", "a grave complaint is closed only with the site head's consent"
            )
        )
    return tuple(missing)
