"""The complaint form (CMP-3..7): outcome, what happened, what kind it is; faults stand beside their fields."""

from collections.abc import Iterable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Input, Select, Static, TextArea

from api.schemas import Disposition, TicketView
from console.form import CHOSEN, DOUBT, REQUIRED, YES
from console.format import moment
from console.texts import Words
from console.widgets.ahead import Ahead
from console.widgets.flow import Flow
from console.widgets.outcome_choice import OutcomeChoice
from console.widgets.repeat_choice import RepeatChoice
from console.work import Work
from scripts_lib.model import Catalogue, Text

PAIRS = (("contact", "phone"), ("place", "happened_at"), ("target", "demand"))
TEXTS_LONG = ("matter",)
CHOICE_PAIRS = (("kind", "nature"), ("content", "weight"), ("department", "requested_by"))
PROMISE = ("promise_what", "promise_by")
HINTED = ("contact", "place", "happened_at", "target", "demand", "requested_by", *PROMISE, DOUBT)


class Tick(Checkbox):
    """Empty or ✓; the library's own shows an X in both, told apart by colour alone."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """The sign follows the value."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()


class Field(Vertical):
    """A label, what is typed or chosen, and under it the fault."""

    def __init__(self, name: str, label: str, control: Input | TextArea | Select[str] | Checkbox) -> None:
        super().__init__(id=f"field-{name}", classes="field")
        self._label = label
        self._control = control
        self._required = name in REQUIRED

    def compose(self) -> ComposeResult:
        """Label and control in one row, the fault below."""
        with Horizontal(classes="field-row"):
            yield Static(self._labelled(False), classes="field-label")
            yield self._control
        yield Static(classes="field-echo")
        yield Static(classes="field-fault")

    def require(self, required: bool) -> None:
        """Whether the field has to be filled in now."""
        if required != self._required:
            self._required = required
            self.query_one(".field-label", Static).update(self._labelled(self.has_class("-fault")))

    def echo(self, text: str) -> None:
        """How what was typed is understood."""
        echo = self.query_one(".field-echo", Static)
        if str(echo.content) != text:
            echo.update(text)
            self.set_class(bool(text), "-echo")

    def fault(self, why: str) -> None:
        """Show or clear the fault."""
        self.set_class(bool(why), "-fault")
        self.query_one(".field-label", Static).update(self._labelled(bool(why)))
        self.query_one(".field-fault", Static).update(Content(f"↑ {why}" if why else ""))

    def _labelled(self, faulty: bool) -> Content:
        star = ("✗" if faulty else "*") if self._required or faulty else " "
        return Content.assemble((star, "bold $text-error" if faulty else "$text-warning"), self._label)


class TicketForm(VerticalScroll):
    """Loads the work's draft and reports each change; knows neither desk nor disk."""

    class FieldChanged(Message):
        """The agent typed or chose something."""

        def __init__(self, field: str, value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

    class OutcomeChosen(Message):
        """The agent chose what becomes of the call."""

        def __init__(self, outcome: Disposition) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self, words: Words, lang: str, catalogue: Catalogue) -> None:
        super().__init__(id="form", classes="panel pane", can_focus=False)
        self._words = words
        self._lang = lang
        self._catalogue = catalogue
        self._values: dict[str, str] = {}
        self._needed: Sequence[str] = ()
        self.border_title = words("form.title")

    def compose(self) -> ComposeResult:
        """Outcome, typed fields, chosen fields; and the page that shows what was saved."""
        yield Static(self._words("form.closed"), id="form-closed")
        yield Flow(id="form-saved")
        with Vertical(id="form-body"):
            with Horizontal(id="field-outcome", classes="field"):
                yield Static(
                    Content.assemble(("*", "$text-warning"), self._words("form.outcome")), classes="field-label"
                )
                yield OutcomeChoice(self._words)
            yield Static(id="outcome-fault", classes="field-fault")
            yield self._field(DOUBT)
            yield RepeatChoice(self._words)
            with Vertical(id="form-fields"):
                yield from self._rows(PAIRS[:2])
                for name in TEXTS_LONG:
                    yield self._field(name)
                yield from self._rows(PAIRS[2:])
                yield from self._rows(CHOICE_PAIRS)
                yield self._field("own_duty")
                yield Ahead(self._words, self._lang)
            yield from self._rows((PROMISE,))

    def _rows(self, pairs: Iterable[tuple[str, str]]) -> ComposeResult:
        for pair in pairs:
            with Horizontal(classes="field-pair"):
                for name in pair:
                    yield self._field(name)

    def _field(self, name: str) -> Field:
        control: Input | TextArea | Select[str] | Checkbox
        if name in CHOSEN:
            options = [(text.of(self._lang), value) for value, text in self._options(name)]
            rows = [(f"{number} {label}", value) for number, (label, value) in enumerate(options, 1)]
            control = Select(rows, id=name, prompt=self._words("form.choose"), compact=True)
        elif name == "own_duty":
            control = Tick(self._words("form.own_duty.yes"), id=name, compact=True)
        elif name in TEXTS_LONG:
            control = TextArea(id=name, compact=True, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            control.cursor_blink = False
        else:
            hint = self._words(f"form.hint.{name}") if name in HINTED else ""
            control = Input(id=name, compact=True, placeholder=hint)
            control.cursor_blink = False
        return Field(name, self._words(f"form.{name}"), control)

    def _options(self, name: str) -> list[tuple[str, Text]]:
        catalogue = self._catalogue
        if name == "kind":
            return [(kind.value, kind.label) for kind in catalogue.kinds]
        lists = {
            "nature": catalogue.natures,
            "content": catalogue.contents,
            "weight": catalogue.weights,
            "department": catalogue.open_departments,
        }
        return [(option.value, option.label) for option in lists[name]]

    # --- what is shown -----------------------------------------------------------------------------------------

    def load(self, work: Work | None) -> None:
        """The form of the call in hand; None closes it unless something saved is shown."""
        closed = work is None
        self.query_one("#form-body").display = not closed
        self.border_subtitle = "" if closed else self._words("form.keys")
        self.query_one("#form-closed").display = closed
        self.query_one("#form-saved").display = False
        if work is None:
            return
        self.query_one(OutcomeChoice).put(work.draft.outcome)
        self._values = {}
        pairs = (*PAIRS, *CHOICE_PAIRS, PROMISE)
        names = [*(name for pair in pairs for name in pair), *TEXTS_LONG, "own_duty", DOUBT]
        self.put({name: work.draft.fields.get(name, "") for name in names})
        self.faults({})
        self._dim()

    def put(self, values: Mapping[str, str]) -> None:
        """Set fields from elsewhere (presets, answers of the script); this reports no change."""
        for name, value in values.items():
            self._values[name] = value
            control = self.query_one(f"#{name}")
            match control:
                case Input():
                    control.value = value
                case TextArea():
                    control.load_text(value)
                case Checkbox():
                    control.value = value == YES
                case Select():
                    allowed = {one for one, _ in self._options(name)}
                    control.value = value if value in allowed else Select.NULL

    def fill(self, values: Mapping[str, str]) -> None:
        """Set what is still empty, once it is known: the resident is found after the call begins to ring."""
        self.put({name: value for name, value in values.items() if value and self._values.get(name) == ""})

    def require(self, more: Sequence[str]) -> None:
        """Which fields have to be filled in, beyond those of every complaint."""
        if more == self._needed:
            return
        self._needed = more
        for field in self.query(Field):
            name = (field.id or "").removeprefix("field-")
            field.require(name in REQUIRED or name in more)

    def echo(self, name: str, text: str) -> None:
        """How a time that was typed is understood; empty: not at all."""
        self.query_one(f"#field-{name}", Field).echo(f"→ {text}" if text else "")

    def labels(self) -> dict[tuple[str, str], str]:
        """The names of values by field and value."""
        return {(name, value): text.of(self._lang) for name in CHOSEN for value, text in self._options(name)}

    def put_outcome(self, outcome: Disposition) -> None:
        """Set the outcome from elsewhere."""
        self.query_one(OutcomeChoice).put(outcome)
        self._dim()

    def faults(self, found: Mapping[str, str]) -> None:
        """Show these faults beside their fields, and only these; the first faulty field gets the focus."""
        for field in self.query(Field):
            name = (field.id or "").removeprefix("field-")
            field.fault(found.get(name, ""))
        self.query_one(RepeatChoice).fault(found.get("repeat_of", "") or found.get("resident_id", ""))
        why = found.get("outcome", "")
        self.query_one("#outcome-fault", Static).update(Content(f"↑ {why}" if why else ""))
        self.query_one("#outcome-fault").display = bool(why)
        if why:
            self.query_one(OutcomeChoice).focus()
            return
        for field in self.query(Field):
            name = (field.id or "").removeprefix("field-")
            if name in found:
                self.query_one(f"#{name}").focus()
                return

    def saved(self, ticket: TicketView | None, timezone: str, pending: int) -> None:
        """Show what the desk made of it: the number and the due times."""
        lines = [Content.styled("✓ " + self._words("form.saved.explained"), "bold $text-success")]
        if ticket is not None:
            lines = [
                Content.styled("✓ " + self._words("form.saved.ticket", number=ticket.number), "bold $text-success"),
                Content(""),
                Content.styled(self._words("form.saved.clocks"), "bold"),
            ]
            for clock in ticket.clocks:
                due = moment(clock.due, timezone, self._lang)
                lines.append(
                    Content.assemble(
                        (f"  {due}", "bold"), f"  {clock.what.of(self._lang)}", (f"  {clock.rule}", "$text-muted")
                    )
                )
        more = self._words("form.saved.more", count=pending) if pending else self._words("form.saved.next")
        lines += [Content(""), Content.styled(more, "$text-accent")]
        self.query_one("#form-saved", Flow).show(lines)
        self.border_subtitle = ""
        self.query_one("#form-body").display = False
        self.query_one("#form-closed").display = False
        self.query_one("#form-saved").display = True

    def focus_first(self) -> None:
        """Put the focus on the outcome, or the first field once it is chosen."""
        if self.query_one("#form-body").display:
            choice = self.query_one(OutcomeChoice)
            repeat = self.query_one(RepeatChoice)
            first = choice if choice.outcome is None else repeat if repeat.open else self.query_one("#contact")
            first.focus()

    def _dim(self) -> None:
        """Without a case the complaint's fields are not asked for; a question to the supervisor shows once asked."""
        outcome = self.query_one(OutcomeChoice).outcome
        asked = bool(self._values.get(DOUBT)) and outcome is not Disposition.EXPLAINED
        self.query_one(f"#field-{DOUBT}").display = asked
        self.query_one("#form-fields").set_class(outcome is Disposition.EXPLAINED, "-unneeded")

    # --- what is done ------------------------------------------------------------------------------------------

    def _changed(self, name: str | None, value: str) -> None:
        if name is None or self._values.get(name, "") == value:
            return
        self._values[name] = value
        self.query_one(f"#field-{name}", Field).fault("")
        self.post_message(self.FieldChanged(name, value))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed(event.input.id, event.value)

    @on(TextArea.Changed)
    def _written(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed(event.text_area.id, event.text_area.text)

    @on(Select.Changed)
    def _chosen(self, event: Select.Changed) -> None:
        event.stop()
        self._changed(event.select.id, "" if event.value is Select.NULL else str(event.value))

    @on(Checkbox.Changed)
    def _ticked(self, event: Checkbox.Changed) -> None:
        event.stop()
        self._changed(event.checkbox.id, YES if event.value else "")

    @on(OutcomeChoice.Doubted)
    def _doubted(self, event: OutcomeChoice.Doubted) -> None:
        event.stop()
        self.query_one(f"#field-{DOUBT}").display = True
        self.query_one(f"#{DOUBT}").focus()

    @on(OutcomeChoice.Chosen)
    def _decided(self, event: OutcomeChoice.Chosen) -> None:
        event.stop()
        self.query_one("#outcome-fault").display = False
        self._dim()
        self.post_message(self.OutcomeChosen(event.outcome))
