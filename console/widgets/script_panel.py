"""The script: first the kinds to choose from, then one question large, its purpose, what comes next (ASK-1..8)."""

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from api.schemas import CallState
from console.ending import Ending
from console.format import clock
from console.texts import Words
from console.widgets.clears_line import ClearsLine
from console.widgets.flow import Flow, Line
from console.widgets.keyed_list import KeyedList
from console.work import Work
from scripts_lib.model import Question, Rules, Text
from scripts_lib.opening import endings
from scripts_lib.runner import questions

NEXT_SHOWN = 3
LEFT_OUT_SHOWN = 2


class ScriptPanel(VerticalScroll):
    """Shows the work's script and reports choices and answers; it changes nothing itself."""

    class KindChosen(Message):
        """The call is of this kind."""

        def __init__(self, kind: str) -> None:
            super().__init__()
            self.kind = kind

    class Answered(Message):
        """The present question was answered, or with an empty text is to be skipped."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class Typing(Message):
        """What stands in the answer's field, not given yet."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, words: Words, lang: str) -> None:
        super().__init__(id="script", classes="panel pane", can_focus=False)
        self._words = words
        self._lang = lang
        self._shown: tuple[object, ...] = ()
        self.border_title = words("script.title")

    def compose(self) -> ComposeResult:
        """All parts; `show` displays the ones of the moment."""
        yield ClearsLine(self._words)
        yield Flow(id="script-head")
        yield Flow(id="script-advice", classes="advice")
        yield Flow(id="script-question")
        yield Input(id="script-answer", compact=True, placeholder=self._words("script.answer"))
        yield KeyedList(id="script-choices")
        yield KeyedList(id="script-kinds")
        yield Flow(id="script-next")
        yield Flow(id="script-advice-later", classes="advice")

    def on_mount(self) -> None:
        """No blinking: calm, and the same in every picture."""
        self.query_one("#script-answer", Input).cursor_blink = False

    # --- what is shown -----------------------------------------------------------------------------------------

    def show(self, work: Work | None, opening: str, ending: Ending | None) -> None:
        """Draw the script of the call in hand; `ending` is how far its end is (LINE-5)."""
        self.query_one(ClearsLine).draw(work)
        run = work.run if work is not None else None
        current = run.current if run is not None else None
        ringing = work is not None and work.call.state in (CallState.OFFERED, CallState.WAITING)
        key = (
            work,
            run,
            ringing,
            current.id if current is not None else None,
            len(run.steps) if run is not None else 0,
            ending.waited_ms // 1000 if ending is not None else None,
        )
        if key == self._shown:
            return
        changed, self._shown = key[:4] != self._shown[:4], key
        had_focus = self.has_focus_within
        if work is None:
            self._only("script-head")
            self._text("script-head", Content.styled(self._words("script.closed"), "$text-muted"))
        elif ringing:
            self._only("script-head", "script-question", "script-next")
            self._text("script-head", Content.styled(self._words("script.say_first"), "bold $text-accent"))
            self._text("script-question", Content.styled(opening, "bold"))
            self._text("script-next", Content.styled(self._words("script.then"), "$text-muted"))
        elif run is None:
            self._choose(work.rules, work.draft.fields.get("kind"))
        else:
            self._question(work, current, changed, ending)
        if had_focus:
            self.focus_first()

    def focus_first(self) -> None:
        """Put the focus where the next key belongs."""
        for name in ("#script-answer", "#script-choices", "#script-kinds"):
            part = self.query_one(name)
            if part.display:
                part.focus()
                return
        self.screen.set_focus(None)

    def typed(self) -> str:
        """The answer typed but not yet given."""
        answer = self.query_one("#script-answer", Input)
        return answer.value.strip() if answer.display else ""

    def _only(self, *names: str) -> None:
        for child in self.children:
            if not isinstance(child, ClearsLine):
                child.display = child.id in names

    def _text(self, name: str, *lines: Content | Line) -> None:
        self.query_one(f"#{name}", Flow).show(lines)

    def _choose(self, rules: Rules, kind: str | None) -> None:
        self._only("script-head", "script-kinds")
        self._text("script-head", Content.styled(self._words("script.choose"), "bold"))
        rows = [
            (one.value, one.label.of(self._lang) + ("" if one.script else self._words("script.without")))
            for one in rules.catalogue.kinds
        ]
        self.query_one("#script-kinds", KeyedList).fill(rows, kind)

    def _question(self, work: Work, current: Question | None, changed: bool, ending: Ending | None) -> None:
        run = work.run
        assert run is not None
        way = questions(run.script, run.answers)
        place = max(1, len(way) - run.remaining + 1) if current is not None else len(way)
        title = run.script.title.of(self._lang)
        head = self._words("script.progress", title=title, now=place, total=len(way))
        answered = sum(step.answer is not None for step in run.steps)
        skipped = sum(step.skipped for step in run.steps)
        count = self._words("script.answered", answered=answered, skipped=skipped)
        at = f"   {self._words('script.asked_at', time=clock(run.steps[-1].shown_ms))}" if current is not None else ""
        self._text("script-head", Content.assemble((head, "bold"), (f"   {count}{at}", "$text-muted")))
        shown = ["script-head"]
        if run.script.advice:
            # What must be done at once stands first until the caller has told the matter.
            shown.append("script-advice" if len(run.steps) <= 1 else "script-advice-later")
            self._text(shown[-1], *self._advice(run.script.advice))
        if current is None:
            self._only(*shown, "script-question", "script-next")
            self._text("script-question", *self._last_words(ending))
            self._text("script-next", *self._left_out(work))
            return
        entry = self._entry(work, current, changed)
        self._only(*shown, "script-question", "script-next", entry)
        if changed:
            self.call_after_refresh(self._bring_into_sight, entry)
        self._text("script-question", *self._large(work, current))
        self._text("script-next", *self._following(way[place : place + NEXT_SHOWN]), *self._left_out(work))

    def _bring_into_sight(self, entry: str) -> None:
        """The beginning, but on few lines rather the answers, which the advice would push out of sight."""
        self.scroll_home(animate=False)
        self.query_one(f"#{entry}").scroll_visible(animate=False)

    def _advice(self, lines: tuple[Text, ...]) -> list[Content | Line]:
        head = Content.styled(f"▸ {self._words('script.advice')}", "bold $text-warning")
        return [
            head,
            *(Line(Content(f"{number}. {one.of(self._lang)}"), hang=3) for number, one in enumerate(lines, 1)),
        ]

    def _entry(self, work: Work, current: Question, changed: bool) -> str:
        """The part that takes the answer."""
        if current.choices:
            rows = [(choice.value, choice.label.of(self._lang)) for choice in current.choices]
            if changed:
                self.query_one("#script-choices", KeyedList).fill(rows)
            return "script-choices"
        if changed:
            known = work.draft.fields.get(current.fills, "") if current.fills else ""
            answer = self.query_one("#script-answer", Input)
            answer.value = known
            answer.selection = Selection(0, len(known))  # Enter confirms what is known, typing replaces it
        return "script-answer"

    def _large(self, work: Work, current: Question) -> list[Content]:
        ask = next((one for one in work.rules.catalogue.asks if one.value == current.ask.value), None)
        kind = ask.label.of(self._lang) if ask is not None else current.ask.value
        purpose = self._words("script.purpose", purpose=current.purpose.of(self._lang))
        lines = [
            Content.assemble((f" {kind} ", "reverse"), (f"  {purpose}", "$text-muted")),
            Content(""),
            Content.styled(current.text.of(self._lang), "bold"),
        ]
        if current.fills is not None:
            fills = self._words("script.fills", field=self._words(f"form.{current.fills}"))
            lines.append(Content.styled(fills, "$text-accent"))
        return lines

    def _last_words(self, ending: Ending | None) -> list[Content | Line]:
        """Thanks, and then the caller hangs up first (LINE-5)."""
        if ending is None:
            return [Content.styled(self._words("script.done"), "bold")]
        seconds = ending.waited_ms // 1000
        key = "ending.may" if ending.may_hang_up else "ending.wait"
        style = "bold $text-warning" if ending.may_hang_up else "bold $text-accent"
        promise, thanks, _ = endings()
        return [
            Content.styled(f" {self._words('ending.title')} ", "reverse"),
            Content(""),
            Line(Content.styled(f"1. {promise.of(self._lang)}", "bold"), hang=3),
            Line(Content.styled(f"2. {thanks.of(self._lang)}", "bold"), hang=3),
            Line(Content.styled(f"3. {self._words(key, seconds=seconds)}", style), hang=3),
        ]

    def _left_out(self, work: Work) -> list[Content | Line]:
        """The questions that were skipped and not asked since, with the second of the call."""
        run = work.run
        if run is None:
            return []
        answers = run.answers
        skipped = {one.question_id: one for one in run.steps if one.skipped and one.question_id not in answers}
        if not skipped:
            return []
        texts = {one.id: one.text.of(self._lang) for one in run.script.questions}
        lines: list[Content | Line] = [Content.styled(self._words("script.left_out"), "$text-warning")]
        for one in list(skipped.values())[-LEFT_OUT_SHOWN:]:
            at = clock(one.left_ms if one.left_ms is not None else one.shown_ms)
            lines.append(Line(Content.styled(f"↷ {at} {texts[one.question_id]}", "$text-muted"), hang=2))
        return lines

    def _following(self, coming: tuple[Question, ...]) -> list[Content | Line]:
        if not coming:
            return []
        head = Content.styled(self._words("script.next"), "$text-muted bold")
        return [
            head,
            *(Line(Content.styled(f"· {one.text.of(self._lang)}", "$text-muted"), hang=2) for one in coming),
        ]

    # --- what is done ------------------------------------------------------------------------------------------

    @on(Input.Changed, "#script-answer")
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typing(event.value))

    @on(Input.Submitted, "#script-answer")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered(event.value.strip()))

    @on(KeyedList.Taken, "#script-choices")
    def _taken(self, event: KeyedList.Taken) -> None:
        event.stop()
        self.post_message(self.Answered(event.value))

    @on(KeyedList.Taken, "#script-kinds")
    def _kind(self, event: KeyedList.Taken) -> None:
        event.stop()
        self.post_message(self.KindChosen(event.value))

    @property
    def has_focus_within(self) -> bool:
        """Whether a part of the panel has the focus."""
        focused: Widget | None = self.screen.focused
        return focused is not None and self in focused.ancestors
