"""The keys of checks, as a part of the screen of quality: each opens a form, and what it gives goes to the desk."""

import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from textual.screen import Screen

from api.schemas.incidents import NewIncident
from api.schemas.quality import Hint, MonthScore, NewBonus, NewCase, QualityCase, StaffName
from api.schemas.quality_checks import (
    CellMark,
    Grade,
    NewCalibration,
    NewGrade,
    NewSample,
    NewSpotCheck,
    NewYearMarks,
    ReviewTask,
    Sample,
)
from console.agent.report_keys import ask_report
from console.errors import ConsoleError
from console.qa.card import GradeScreen
from console.qa.check_rows import cells
from console.qa.form import WHEN, Field, FormScreen, Kind
from console.qa.parts import INCIDENTS, OfYear
from console.qa.records import QualityRecords
from console.qa.rows import Telling

Values = Mapping[str, str]
PER_AGENT = "5"
MOST_PER_AGENT, MOST_MARK = 200, 100


class CheckKeys(Screen[None]):
    """What the screen of quality can do beside points. The screen itself says what is chosen."""

    _records: QualityRecords
    _telling: Telling
    _people: tuple[StaffName, ...]
    _month: str
    _view: str

    def chosen(self) -> object:
        """What the cursor is on."""
        raise NotImplementedError

    def tell(self, text: str, *, bad: bool = False) -> None:
        """What came of the last key."""
        raise NotImplementedError

    async def carry_out(self, doing: Awaitable[object]) -> None:
        """Ask the desk, say what came of it, read anew."""
        raise NotImplementedError

    # --- forms ---------------------------------------------------------------------------------------------------

    def _form(
        self,
        title: str,
        fields: Sequence[Field],
        do: Callable[[Values], Awaitable[object]],
        told: Callable[[Values], str],
        above: Sequence[str] = (),
    ) -> None:
        def filled(values: Values | None) -> None:
            if values is not None:
                self.run_worker(self.carry_out(do(values)), group="do")

        self.app.push_screen(FormScreen(self._telling.words, title, fields, told, above), filled)

    def _field(self, name: str, value: str = "", **more: Any) -> Field:
        return Field(name, self._telling.words(f"qa.field.{name}"), value, **more)

    def _agents(self, value: str = "") -> Field:
        found = tuple((one.agent_id, one.name) for one in self._people if one.scored)
        return self._field("agent", self._telling.names.get(value, value), choices=found)

    def _rules(self, *, bonus: bool, value: str = "") -> Field:
        lang = self._telling.lang
        found = tuple((one.rule, one.what.of(lang)) for one in self._telling.rules.values() if one.bonus is bonus)
        return self._field("rule", value, choices=found)

    def _said(self, values: Values, *more: str) -> str:
        who = self._telling.name(values["agent"])
        return "  ".join(one for one in (who, self._telling.rule(values["rule"]), *more) if one)

    # --- what a person saw ---------------------------------------------------------------------------------------

    def action_new_case(self) -> None:
        """N: an offence that a person saw; it waits for its confirmation (PEN-11). Among what was reported at once, a
        report (SEC-2)."""
        if self._view == INCIDENTS:
            ask_report(self.app, self._telling.words, self._telling.lang, self._report)
            return
        about = self.chosen()
        agent, call = "", ""
        if isinstance(about, QualityCase | Hint):
            agent, call = about.agent_id, about.proof.call_id
        elif isinstance(about, Grade | ReviewTask):
            agent, call = about.agent_id, about.call_id
        elif isinstance(about, MonthScore):
            agent = about.agent_id
        now = datetime.fromtimestamp(time.time(), self._telling.zone).strftime(WHEN)
        fields = [
            self._agents(agent),
            self._rules(bonus=False),
            self._field("when", now, kind=Kind.TIME),
            self._field("words"),
            self._field("call", call, required=False),
        ]
        title = self._telling.words("qa.form.case")
        self._form(title, fields, self._enter, lambda values: self._said(values, values["when"]))

    def _report(self, new: NewIncident) -> None:
        self.run_worker(self.carry_out(self._records.report_incident(new, str(uuid.uuid4()))), group="do")

    def _enter(self, values: Values) -> Awaitable[object]:
        at = datetime.strptime(values["when"], WHEN).replace(tzinfo=self._telling.zone).timestamp()
        new = NewCase(
            agent_id=values["agent"],
            rule=values["rule"],
            happened_at=at,
            words=values["words"],
            call_id=values["call"],
        )
        return self._records.enter_case(new)

    def action_bonus(self) -> None:
        """B: a bonus of the month (PEN-2)."""
        about = self.chosen()
        agent = about.agent_id if isinstance(about, MonthScore | QualityCase) else ""
        fields = [
            self._agents(agent),
            self._rules(bonus=True),
            self._field("month", self._month),
            self._field("reason"),
        ]

        def give(values: Values) -> Awaitable[object]:
            return self._records.give_bonus(
                NewBonus(
                    agent_id=values["agent"], month=values["month"], rule=values["rule"], reason=values["reason"]
                )
            )

        self._form(
            self._telling.words("qa.form.bonus"), fields, give, lambda values: self._said(values, values["month"])
        )

    def settle_hint(self, hint: Hint, *, is_case: bool) -> None:
        """C and X on a hint."""
        if is_case and hint.bonus:
            self._form(
                self._telling.words("qa.form.hint_bonus"),
                [self._field("reason")],
                lambda values: self._records.enter_hint(hint.hint_id, None, values["reason"]),
                lambda values: self._said({"agent": hint.agent_id, "rule": hint.rule}, values["reason"]),
            )
            return
        if is_case:
            fields = [self._rules(bonus=False, value=hint.rule), self._field("words")]

            def enter(values: Values) -> Awaitable[object]:
                rule = values["rule"] if values["rule"] != hint.rule else None
                return self._records.enter_hint(hint.hint_id, rule, values["words"])

            title, told = "qa.form.hint_case", lambda values: self._said({"agent": hint.agent_id, **values})
            self._form(self._telling.words(title), fields, enter, told)
            return

        def dismiss(values: Values) -> Awaitable[object]:
            return self._records.dismiss_hint(hint.hint_id, values["reason"])

        self._form(
            self._telling.words("qa.form.hint_nothing"),
            [self._field("reason")],
            dismiss,
            lambda values: values["reason"],
        )

    # --- cards ---------------------------------------------------------------------------------------------------

    def action_grade(self) -> None:
        """G or Enter: fill in the card of the chosen call."""
        task = self.chosen()
        if isinstance(task, ReviewTask):
            self.run_worker(self._open_card(task), group="do")
        elif self._view == "tasks":
            self.tell(self._telling.words("qa.pick"), bad=True)

    async def _open_card(self, task: ReviewTask) -> None:
        try:
            view, review = await self._records.card(), await self._records.review(task.call_id)
        except ConsoleError as error:
            self.tell(error.of(self._telling.lang), bad=True)
            return

        def graded(new: NewGrade | None) -> None:
            if new is not None:
                self.run_worker(self.carry_out(self._records.grade(task.task_id, new)), group="do")

        self.app.push_screen(GradeScreen(self._telling, view, task, review), graded)

    def withdraw_grade(self, grade: Grade) -> None:
        """W on an own grade."""
        words = self._telling.words
        self._form(
            words("qa.form.withdraw_grade"),
            [self._field("reason")],
            lambda values: self._records.withdraw_grade(grade.grade_id, values["reason"]),
            lambda values: values["reason"],
        )

    # --- samples, spot checks, calibration ------------------------------------------------------------------------

    def action_spot(self) -> None:
        """S: any call, with the reason."""
        about = self.chosen()
        call = about.proof.call_id if isinstance(about, QualityCase | Hint) else ""
        self._form(
            self._telling.words("qa.form.spot"),
            [self._field("call", call), self._field("reason")],
            lambda values: self._records.spot_check(NewSpotCheck(call_id=values["call"], reason=values["reason"])),
            lambda values: values["call"],
        )

    def action_draw(self) -> None:
        """D: what a sample could say, then draw it."""
        self.run_worker(self._plan(), group="do")

    async def _plan(self) -> None:
        try:
            plan = await self._records.plan_sample(self._month, int(PER_AGENT))
        except ConsoleError as error:
            self.tell(error.of(self._telling.lang), bad=True)
            return
        above = [one.of(self._telling.lang) for one in plan.words]
        fields = [
            self._field("month", self._month),
            self._field("count", PER_AGENT, kind=Kind.NUMBER, least=1, most=MOST_PER_AGENT),
            self._field("seed", required=False),
        ]

        def draw(values: Values) -> Awaitable[object]:
            return self._records.draw_sample(
                NewSample(month=values["month"], per_agent=int(float(values["count"])), seed=values["seed"])
            )

        title = self._telling.words("qa.form.sample")
        self._form(title, fields, draw, lambda values: f"{values['month']}  {values['count']}", above)

    def action_top_up(self) -> None:
        """T: draw the chosen sample further, of the calls that ended since."""
        found = self.chosen()
        if not isinstance(found, Sample):
            if self._view == "samples":
                self.tell(self._telling.words("qa.pick"), bad=True)
            return
        last = max((found.until, *(one.until for one in found.more)))
        above = [self._telling.words("qa.form.top_up.since", time=self._telling.time(last))]
        count = self._field("count", str(found.per_agent), kind=Kind.NUMBER, least=1, most=MOST_PER_AGENT)

        def draw(values: Values) -> Awaitable[object]:
            return self._records.top_up_sample(found.sample_id, int(float(values["count"])))

        title = self._telling.words("qa.form.top_up", month=found.month)
        self._form(title, [count], draw, lambda values: f"{found.month}  +{values['count']}", above)

    def action_calibrate(self) -> None:
        """K: two graders on one call."""
        about = self.chosen()
        call = about.call_id if isinstance(about, Grade | ReviewTask) else ""
        graders = tuple((one.agent_id, one.name) for one in self._people if not one.scored)
        fields = [
            self._field("call", call),
            self._field("first", choices=graders),
            self._field("second", choices=graders),
            self._field("reason"),
        ]

        def opened(values: Values) -> Awaitable[object]:
            return self._records.calibrate(
                NewCalibration(
                    call_id=values["call"], graders=(values["first"], values["second"]), reason=values["reason"]
                )
            )

        def told(values: Values) -> str:
            return "、".join(self._telling.name(values[one]) for one in ("first", "second"))

        self._form(self._telling.words("qa.form.calibration"), fields, opened, told)

    # --- the year ------------------------------------------------------------------------------------------------

    def action_mark_year(self) -> None:
        """M: the marks of somebody's year; what is left empty is not entered."""
        found = self.chosen()
        if not isinstance(found, OfYear):
            self.tell(self._telling.words("qa.pick"), bad=True)
            return
        agent_id, year = found.one.agent_id, str(found.view.year)
        given = {(one.check, one.subject): f"{one.mark:g}" for one in found.one.marks}
        places = {f"c{check}s{subject}": (check, subject) for check, subject, _ in cells(found.view, "zh")}
        fields = [
            _mark_field(f"c{check}s{subject}", label, given.get((check, subject), ""))
            for check, subject, label in cells(found.view, self._telling.lang)
        ]

        def changed(values: Values) -> dict[tuple[int, int], str]:
            typed = {place: values[name] for name, place in places.items() if values[name]}
            return {place: mark for place, mark in typed.items() if given.get(place) != mark}

        def enter(values: Values) -> Awaitable[object]:
            marks = tuple(
                CellMark(check=check, subject=subject, mark=float(mark))
                for (check, subject), mark in changed(values).items()
            )
            return self._records.mark_year(year, agent_id, NewYearMarks(marks=marks, reason=values["reason"]))

        name = self._telling.name(agent_id)
        title = self._telling.words("qa.form.year", agent=name, year=year)
        self._form(
            title,
            [*fields, self._field("reason", required=False)],
            enter,
            lambda values: f"{name}  {'、'.join(changed(values).values()) or '—'}",
        )


def _mark_field(name: str, label: str, given: str) -> Field:
    return Field(name, label, given, required=False, kind=Kind.NUMBER, least=0, most=MOST_MARK)
