"""The shifts of a day by person (LINE-6): who is there, late, missing, gone early or covers; planned by key."""

from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType

from api.schemas.shifts import Attendance, OnShift, ShiftDay, ShiftPlan, ShiftView
from console.errors import ConsoleError
from console.supervisor.crew import CrewScreen
from console.supervisor.rows import MUTED, Row
from console.supervisor.sheet import DaySheet
from console.texts import Words

STYLES = {
    Attendance.PRESENT: "$text-success",
    Attendance.DONE: "$text-success",
    Attendance.LATE: "$text-warning",
    Attendance.LEFT: "$text-warning",
    Attendance.MISSING: "bold $text-error",
    Attendance.ABSENT: "$text-error",
}
WEEK = timedelta(days=7)


class ShiftScreen(DaySheet):
    """Opens with today."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "crew", "排人", id="shift.crew", tooltip="排选中的班次 / plan the shift", priority=True),
        Binding("c", "copy", "照上周", id="shift.copy", tooltip="照抄一周前的同一天 / as a week ago"),
    ]
    NAME = "shift"
    COLUMNS: ClassVar[tuple[str, ...]] = ("shift", "hours", "name", "stands", "came", "left")
    _plan: ShiftPlan | None = None

    async def _fetch(self) -> None:
        self._plan = await self._records.shifts(self._day.isoformat())

    def _draw(self) -> None:
        plan = self._plan
        if plan is not None:
            self._rows.show(lines(plan.days[0], self._zone, self._words, self._lang))
            told = summary(plan.days[0], plan.uncovered_minutes, self._words)
            self._say(told, bad=bool(plan.uncovered_minutes))

    # --- planning ----------------------------------------------------------------------------------------------

    def _chosen(self) -> ShiftView | None:
        key = self._rows.chosen.partition(":")[0]
        shifts = self._plan.days[0].shifts if self._plan is not None else ()
        return next((one for one in shifts if one.key == key), None)

    def action_crew(self) -> None:
        """e, Enter: who is on the chosen shift."""
        shift, plan = self._chosen(), self._plan
        if shift is None or plan is None:
            return
        title = self._words("shift.crew", day=self._day.isoformat(), shift=named(shift, self._lang))

        def answered(ids: tuple[str, ...] | None) -> None:
            if ids is not None:
                self.run_worker(self._staff({shift.key: ids}), exclusive=True)

        here = {one.agent_id for one in shift.crew}
        self.app.push_screen(CrewScreen(title, plan.staff, here, self._words), answered)

    def action_copy(self) -> None:
        """c: as on the same weekday a week ago."""
        self.run_worker(self._copy(), exclusive=True)

    async def _copy(self) -> None:
        try:
            before = await self._records.shifts((self._day - WEEK).isoformat())
        except ConsoleError as error:
            self._say(error.of(self._lang), bad=True)
            return
        known = {one.agent_id for one in before.staff}
        await self._staff(
            {
                one.key: tuple(member.agent_id for member in one.crew if member.agent_id in known)
                for one in before.days[0].shifts
                if one.crew
            }
        )

    async def _staff(self, crews: dict[str, tuple[str, ...]]) -> None:
        """Plan these shifts; what the desk refuses is said, and what went before it stands."""
        if not crews:
            self._say(self._words("shift.nothing_to_copy"), bad=True)
            return
        for key, ids in crews.items():
            try:
                await self._records.staff_shift(self._day.isoformat(), key, ids)
            except ConsoleError as error:
                await self._read()
                self._say(self._words("act.refused", why=error.of(self._lang)), bad=True)
                return
        await self._read()


# --- in words -------------------------------------------------------------------------------------------------------


def named(shift: ShiftView, lang: str) -> str:
    """The shift's name."""
    return shift.zh if lang == "zh" else shift.en


def summary(day: ShiftDay, uncovered: int, words: Words) -> str:
    """How many are planned, there, late, missing; and what no shift covers."""
    if uncovered:
        return words("shift.uncovered", minutes=uncovered)
    crew = [one for shift in day.shifts for one in shift.crew]
    stands = [one.attendance for one in crew]
    return words(
        "shift.said",
        planned=len(crew),
        late=stands.count(Attendance.LATE),
        missing=stands.count(Attendance.MISSING) + stands.count(Attendance.ABSENT),
        empty=sum(not one.crew for one in day.shifts),
    )


def lines(day: ShiftDay, zone: ZoneInfo, words: Words, lang: str) -> tuple[Row, ...]:
    """Each person of each shift; a shift without anybody has a row of its own."""
    made: list[Row] = []
    for shift in day.shifts:
        people = [(one, words(f"shift.{one.attendance}") if one.attendance else "") for one in shift.crew]
        people += [(one, words("shift.cover")) for one in shift.unplanned]
        if not people:
            made.append(_empty(shift, zone, words, lang))
        for at, (one, stands) in enumerate(people):
            made.append(_line(shift, one, stands, zone, words, lang, first=not at, planned=one in shift.crew))
    return tuple(made)


def _empty(shift: ShiftView, zone: ZoneInfo, words: Words, lang: str) -> Row:
    head = (named(shift, lang), _hours(shift, zone), words("shift.nobody"))
    return Row(f"{shift.key}:", (*head, "", "", ""), "$text-error")


def _line(
    shift: ShiftView,
    one: OnShift,
    stands: str,
    zone: ZoneInfo,
    words: Words,
    lang: str,
    *,
    first: bool,
    planned: bool,
) -> Row:
    if one.late_s:
        stands = words("shift.by", stands=words("shift.late"), minutes=max(1, round(one.late_s / 60)))
    if one.early_s:
        left = words("shift.by", stands=words("shift.left"), minutes=max(1, round(one.early_s / 60)))
        stands = f"{stands} {left}" if one.late_s else left
    head = (named(shift, lang), _hours(shift, zone)) if first else ("", "")
    style = STYLES.get(one.attendance, "") if planned and one.attendance else MUTED if not planned else ""
    return Row(
        f"{shift.key}:{one.agent_id}",
        (*head, one.name, stands, _at(one.came_at, zone), _at(one.left_at, zone)),
        style,
    )


def _hours(shift: ShiftView, zone: ZoneInfo) -> str:
    return f"{_at(shift.since, zone)}–{_at(shift.until, zone)}"


def _at(at: float | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at, zone):%H:%M}"
