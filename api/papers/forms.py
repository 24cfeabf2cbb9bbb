"""Which forms there are (FORM), and how they are numbered. Pure data: a new form is a line here and two templates.

The templates of a form are `<name>.html` (for PDF) and `<name>.docx`, in `api/papers/templates`, with `<data>/papers`
standing before it.
"""

from typing import Final

from api.schemas.papers import PaperForm, PaperSubject

TICKET_LETTERS: Final = "TS"
"""What ticket numbers begin with; a form puts its own letters in their place."""

FORMS: Final[dict[str, PaperForm]] = {
    form.name: form
    for form in (
        PaperForm(
            name="opinion",
            title="客户投诉意见表",
            english="Complaint form",
            code="YJ",
            subject=PaperSubject.TICKET,
        ),
        PaperForm(
            name="handling",
            title="投诉处理表",
            english="Handling of a complaint",
            code="CL",
            subject=PaperSubject.TICKET,
        ),
        PaperForm(
            name="disposal",
            title="投诉处置记录表",
            english="Hand-over of a complaint, with signatures",
            code="CZ",
            subject=PaperSubject.TICKET,
        ),
        PaperForm(
            name="record",
            title="投诉记录表",
            english="Case record: opening and closing",
            code="JL",
            subject=PaperSubject.TICKET,
        ),
        PaperForm(
            name="repair",
            title="维修服务单",
            english="Repair order",
            code="WX",
            subject=PaperSubject.TICKET,
        ),
        PaperForm(
            name="follow_up",
            title="回访单",
            english="Follow-up",
            code="HF",
            subject=PaperSubject.TICKET,
        ),
        PaperForm(
            name="shift",
            title="交接班记录",
            english="Shift hand-over",
            code="JB",
            subject=PaperSubject.HANDOVER,
        ),
        PaperForm(
            name="register",
            title="客户投诉登记表",
            english="Register of complaints",
            code="DJ",
            subject=PaperSubject.MONTH,
        ),
        PaperForm(
            name="month",
            title="投诉记录月总结表",
            english="Summary of the month",
            code="YZ",
            subject=PaperSubject.MONTH,
        ),
        PaperForm(
            name="day",
            title="客服日工作小结",
            english="Summary of the day",
            code="RJ",
            subject=PaperSubject.BRIEF,
        ),
        PaperForm(
            name="week",
            title="客服周工作汇报",
            english="Report of the week",
            code="ZB",
            subject=PaperSubject.BRIEF,
        ),
        PaperForm(
            name="calls",
            title="话务统计表",
            english="Calls of a period",
            code="HW",
            subject=PaperSubject.CALLS,
        ),
    )
}


def number_of(form: PaperForm, subject: str) -> str:
    """The number of a paper: the form's letters and its subject's number, alike across forms.

    The complaint TS20261123-0001 has the forms YJ20261123-0001, CL20261123-0001 and so on.
    """
    return f"{form.code}{subject.removeprefix(TICKET_LETTERS)}"
