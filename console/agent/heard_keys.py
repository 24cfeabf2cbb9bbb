"""What is heard on the main screen: suspected phrases as a reminder, the transcript by key. Part of it."""

from api.schemas import SpokenNumber, SuspectedPhrase, Transcript
from console.agent.form_keys import FormKeys
from console.agent.transcript import TranscriptScreen
from console.agent.work_keys import WorkKeys
from console.transcript import suspected
from console.widgets.notes import Reminder
from scripts_lib.model import Hit

HOME = "home"
FIELDS = {"phone": "phone", HOME: "place"}
"""Where in the form a number goes. A home also says who calls, where that is not known: one key more takes them."""


class HeardKeys(FormKeys, WorkKeys):
    """Follows the transcript on the board."""

    _heard: Transcript | None = None

    def follow_beside(self) -> None:
        """Also what has been said since."""
        super().follow_beside()
        transcript = self.duty.board.transcript
        if transcript is not self._heard:
            self._heard = transcript
            self.query_one(Reminder).heard([_as_hit(hit) for _, hit in suspected(transcript)])

    def action_heard(self) -> None:
        """Ctrl+_: what both sides say; again closes."""
        duty = self.duty
        self.app.push_screen(
            TranscriptScreen(
                self._words, duty.lang, duty.board, self.action_answer, self._put_number, duty.rules.required
            )
        )
        self.call_after_refresh(self.follow_beside)

    def _put_number(self, number: SpokenNumber) -> None:
        if self.duty.work is None:
            self.tell(self._words("say.not_talking"), bad=True)
            return
        self.fill_field(FIELDS[number.field], number.value)
        self.tell(self._words("heard.put", value=number.value))
        if number.field == HOME and not self.resident_known:
            self.search_resident(number.value)


def _as_hit(hit: SuspectedPhrase) -> Hit:
    return Hit(
        rule=hit.rule,
        phrase=hit.phrase,
        start=hit.start,
        end=hit.end,
        say_instead=hit.say_instead,
        why=hit.why,
        confidence=hit.confidence,
    )
