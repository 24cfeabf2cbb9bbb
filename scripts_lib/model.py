"""The shapes of the company's rules: scripts, phrases, kinds of complaint, clocks. Data only, no behaviour.

They are read from YAML by `loader`, sent to consoles as JSON, and cited in records by rule number (`SAY-F07`).
Every text that a screen shows exists in Chinese and English.
"""

from enum import StrEnum

import msgspec


class Text(msgspec.Struct, frozen=True):
    """One text of the screen in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The text in `zh` or `en`; Chinese for any other language."""
        return self.en if lang == "en" else self.zh


class Ask(StrEnum):
    """The eight kinds of question (ASK-1..8)."""

    TARGETED = "ASK-1"
    SELECTIVE = "ASK-2"
    INFORMATIONAL = "ASK-3"
    CLARIFYING = "ASK-4"
    CONSULTATIVE = "ASK-5"
    SERVICE = "ASK-6"
    OPEN = "ASK-7"
    CLOSING = "ASK-8"


class Moment(StrEnum):
    """Where in a call something is said; a phrase may be a fault in one moment only (SAY-1)."""

    OPENING = "opening"
    CALL = "call"
    ENDING = "ending"


class Severity(StrEnum):
    """How much a forbidden phrase hurts, from a curt word to an insult (SAY)."""

    CURT = "curt"
    REFUSAL = "refusal"
    """Pushes the matter away."""
    INSULT = "insult"


class Weight(StrEnum):
    """How heavy a complaint weighs (CMP-5)."""

    GRAVE = "grave"
    IMPORTANT = "important"
    SLIGHT = "slight"


class Nature(StrEnum):
    """What a complaint is by nature (CMP-3)."""

    VALID = "valid"
    SEEKING_HELP = "seeking_help"
    ASKING = "asking"
    VENTING = "venting"
    INVALID = "invalid"


class Content(StrEnum):
    """What a complaint is about (CMP-4)."""

    EQUIPMENT = "equipment"
    ATTITUDE = "attitude"
    QUALITY = "quality"
    SUDDEN_EVENT = "sudden_event"


class Channel(StrEnum):
    """By which way it came (CMP-4, CHAN-1)."""

    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    WEB_FORM = "web_form"
    EMAIL = "email"
    OPINION_BOX = "opinion_box"
    OTHER = "other"


class FormerLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What a value was called until a time (Unix seconds)."""

    until: float
    label: Text


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a choice on a form: a weight, a nature, a kind of complaint, a department."""

    value: str
    label: Text
    hint: Text | None = None
    """What the value means, in the words of the rule."""
    off: bool = False
    """It names what is old, and is not chosen any more."""
    former: tuple[FormerLabel, ...] = ()
    """Oldest first."""

    def label_at(self, at: float | None) -> Text:
        """What it was called at this time (Unix seconds); None: now."""
        later = (one.label for one in self.former if at is not None and at < one.until)
        return next(later, self.label)


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """An ordinary kind of complaint (CMP-7) with what the form starts from."""

    value: str
    label: Text
    content: Content
    weight: Weight
    department: str
    script: str | None = None
    """Id of the script that serves this kind."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that can be chosen, and the question it leads to (`None`: the one that follows anyway)."""

    value: str
    label: Text
    next: str | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a script. Without choices the answer is typed."""

    id: str
    ask: Ask
    text: Text
    purpose: Text
    """What the question is for, shown small beside it. For ASK-3 the reason that is told to the caller."""
    fills: str | None = None
    """Field of the ticket that the answer fills: contact, phone, place, happened_at, matter, demand, target."""
    choices: tuple[Choice, ...] = ()
    next: str | None = None
    """The question that follows; `None` means the next in the list, the last one ends the script."""
    filled: Text | None = None
    """The same question with what is known by now: `{place}` stands for the field. Used when all are known."""


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """The questions for one kind of call, in the order of ASK: open, detail, solution, closing, service."""

    id: str
    version: str
    title: Text
    questions: tuple[Question, ...]
    advice: tuple[Text, ...] = ()
    """What the agent tells or does at once (close the valve, calm the trapped person)."""
    emergency: Text | None = None
    """Why this script may settle a fact (people first) before the open question; `None`: the order of ASK holds."""


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A forbidden phrase (SAY): what it is, where it is a fault, and what to say instead (SAY-2)."""

    rule: str
    """`SAY-F01` to `SAY-F30` for the thirty, `SAY-S1` to `SAY-S6` for the six tied to a situation."""
    text: str
    moments: tuple[Moment, ...]
    say_instead: Text
    why: Text
    variants: tuple[str, ...] = ()
    not_within: tuple[str, ...] = ()
    """Polite wordings that contain the phrase and are no fault: `您知道不知道`."""
    whole_answer: bool = False
    """Only a fault when the clause is nothing else (`不知道` as an answer, `哪里` as an opening)."""
    at_start: bool = False
    """Only a fault when a clause begins with it (`喂您好` as an opening)."""
    at_end: bool = False
    """Only a fault when a clause ends with it: `这事我们不管`, but not `我们不管多晚都会上门`."""
    first_words: bool = False
    """Only a fault as the very first words: `喂，您好`, but not `您好，喂，听得到吗`."""
    anywhere: tuple[str, ...] = ()
    """Longer wordings that are a fault wherever they stand, when `whole_answer` or `at_end` bind the others."""
    beginnings: tuple[str, ...] = ()
    """Wordings that are a fault when an answer begins with them: `不知道什么时候修好`."""
    either_order: bool = False
    """Its two halves may change places: `有事明天再来，要下班了`."""
    unless_helped: bool = False
    """No fault when help follows at once: `这块我不清楚，我马上帮您问`."""
    answers: tuple[str, ...] = ()
    """Wordings that are a fault only as the whole answer, when the others are not bound to that: `没办法`."""
    misheard: tuple[str, ...] = ()
    """What recognisers write where they mishear it: `为哪位` for `喂，哪位`. Held to the conditions of `text`, looked
    for in recognised speech alone, and a reminder only."""
    severity: Severity = Severity.CURT
    provable: bool = True
    """False for what is too short to be told apart by sound: a reminder that can never cost points (PEN-11)."""
    situation: Text | None = None


class CivilPhrase(msgspec.Struct, frozen=True, kw_only=True):
    """One of the twenty civil phrases (SAY), `SAY-C01` to `SAY-C20`."""

    rule: str
    text: Text
    moments: tuple[Moment, ...]


class RequiredPhrase(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the opening or the ending that must be said (LINE-2, LINE-5, ASK-6)."""

    rule: str
    """`LINE-2-1` to `LINE-2-4`, `LINE-5-1` to `LINE-5-3`."""
    moment: Moment
    label: Text
    wordings: tuple[str, ...]
    """One of them is enough; `(感谢|谢谢)您` stands for either."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A forbidden phrase found in a text. `start` and `end` are character offsets into the text as it was given."""

    rule: str
    phrase: str
    start: int
    end: int
    say_instead: Text
    why: Text
    confidence: float
    """How sure the finder is, 0 to 1; 1 only for the very characters."""
    severity: Severity = Severity.CURT
    provable: bool = True
    """False: a reminder only, whatever the confidence."""


class Stop(StrEnum):
    """What ends a clock."""

    SIGNED = "signed"  # the department signed for the form
    PASSED_UP = "passed_up"  # the manager, or the general manager, has it
    REPLIED = "replied"  # the resident heard of us for the first time
    PROPOSED = "proposed"
    CLEAR_ANSWER = "clear_answer"
    DONE = "done"
    SOLVED = "solved"  # done, as SLA-11 looks at it: no grant of time moves it
    RETURNED = "returned"  # the department's filled form is back
    TOLD = "told"  # the resident knows the result
    FOLLOWED_UP = "followed_up"
    REPORTED = "reported"  # of the desk's own papers, not of a complaint


class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    VOID = "void"  # what it measured is not asked for any more: another weight, declined


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One due time of a complaint (SLA-1..11). Times are Unix seconds, UTC."""

    rule: str
    what: Text
    start: float
    due: float
    extend_by: str | None = None
    """Role that may grant a longer time: `property_manager`, `general_manager`."""
    clock_id: str = ""
    """`SLA-7:replied`; a second of its kind, after a reopening, is `SLA-7:replied#2`."""
    stop: Stop | None = None
    """What ends it."""
    state: ClockState = ClockState.RUNNING
    stopped_at: float | None = None
    paused_at: float | None = None
    paused_s: float = 0.0
    """Seconds of pauses that are over; `due` has moved by them."""
    first_due: float | None = None
    """When it was due before more time was granted."""
    passed: bool = False
    """Its limit has passed, and who has to know was told (SLA-14)."""


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a form or a screen chooses from."""

    kinds: tuple[Kind, ...]
    departments: tuple[Option, ...]
    weights: tuple[Option, ...]
    natures: tuple[Option, ...]
    contents: tuple[Option, ...]
    channels: tuple[Option, ...]
    pause_reasons: tuple[Option, ...]
    asks: tuple[Option, ...]
    """The eight kinds of question: label and purpose."""

    @property
    def open_departments(self) -> tuple[Option, ...]:
        """Those that may be chosen."""
        return tuple(one for one in self.departments if not one.off)

    def sends_to(self, department: str) -> bool:
        """Whether a complaint may be sent there."""
        return any(one.value == department for one in self.open_departments)

    def at(self, moment: float) -> "Catalogue":
        """With departments called as they were at this time (Unix seconds)."""
        if not any(one.former for one in self.departments):
            return self
        named = tuple(msgspec.structs.replace(one, label=one.label_at(moment)) for one in self.departments)
        return msgspec.structs.replace(self, departments=named)


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """Words that speak for a value of a field (CMP-3..5)."""

    rule: str
    field: str
    """weight, nature, content or department."""
    value: str
    words: tuple[str, ...]
    why: Text


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What the console proposes while the complaint is written down; see `scripts_lib.advice`."""

    negations: tuple[str, ...]
    needs: dict[str, tuple[str, ...]]
    """By weight: the fields that it has to record beyond those of every complaint (CMP-6)."""
    repeat: Signal
    """For a home that complains again of what is still open."""
    repeat_overdue: Signal
    """The same, beyond its time."""
    signals: tuple[Signal, ...] = ()


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a console needs of the rules, sent by the desk in one piece."""

    version: str
    """Hash of all the data files, cited in records."""
    catalogue: Catalogue
    scripts: tuple[Script, ...]
    phrases: tuple[Phrase, ...]
    civil: tuple[CivilPhrase, ...]
    advice: Advice
    required: tuple[RequiredPhrase, ...] = ()
