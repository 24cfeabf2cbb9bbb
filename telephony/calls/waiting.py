"""What a caller hears whom no person has answered: the queue's machine answer, prompts, a message. Pure rules.

The caller is never answered by machine unless the desk asks for it, and a machine's answer is no pick-up (LINE-1).
"""

from telephony.calls.book import CallBook
from telephony.calls.states import (
    AnswerCaller,
    Asked,
    CallState,
    DigitHeard,
    Effect,
    Emit,
    MessageFull,
    PromptOver,
    Say,
    TakeDown,
)
from telephony.commands import AnswerQueue, EndQueued, Play, Reject, TakeMessage
from telephony.events import DigitPressed, EndCause, PromptEnd, PromptEnded, QueueAnswered, Side

S = CallState
GREETING = "greeting"
FAREWELL = "farewell"
_WITHOUT_PERSON = (S.QUEUED, S.PARKED, S.MESSAGE)


def answer_queue(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Answer by machine."""
    assert isinstance(told.command, AnswerQueue)
    book.state, book.answer_for = S.ANSWERING, "queue"
    return [AnswerCaller()]


def answered(book: CallBook, now: float) -> list[Effect]:
    """200 went out for the queue, or for a message."""
    effects: list[Effect] = [Emit(QueueAnswered(at=book.at(now), call_id=book.call_id, ok_sent_ms=book.ok_ms))]
    if book.answer_for == "message":
        return effects + _greet(book)
    book.state = S.QUEUED
    hasty, book.hasty = book.hasty, None
    return effects if hasty is None else effects + book.joined(hasty, book.hasty_error_ms, now)


def play(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Say something to the waiting caller; what was being said is over."""
    command = told.command
    assert isinstance(command, Play)
    effects = _over(book, PromptEnd.STOPPED, now)
    book.saying = command.prompt_id
    return [*effects, Say(command.prompt_id, command.prompts)]


def take_message(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Let the caller leave a message."""
    command = told.command
    assert isinstance(command, TakeMessage)
    book.message = command
    others = book.stop_calling()
    if book.state is S.RINGING:
        book.state, book.answer_for = S.ANSWERING, "message"
        return [*others, AnswerCaller()]
    return [*others, *_greet(book)]


def _greet(book: CallBook) -> list[Effect]:
    assert book.message is not None
    book.state, book.saying = S.MESSAGE, GREETING
    return [Say(GREETING, book.message.prompts)]


def end_queued(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Say good-bye and end."""
    command = told.command
    assert isinstance(command, EndQueued)
    others = book.stop_calling()
    book.state, book.saying, book.leaving = S.LEAVING, FAREWELL, command.cause
    return [*others, Say(FAREWELL, command.prompts)]


def reject(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Refuse a call that rings."""
    command = told.command
    assert isinstance(command, Reject)
    status = command.sip_status
    if not 400 <= status <= 699:
        return book.refused(command, f"{status} does not refuse", now)
    return book.end(Side.LINE, EndCause.REJECTED, now, status)


def prompt_over(book: CallBook, told: PromptOver, now: float) -> list[Effect]:
    """A prompt ended by itself."""
    if told.prompt_id != book.saying:
        return []
    book.saying = ""
    if told.prompt_id == GREETING and book.state is S.MESSAGE and book.message is not None:
        return [TakeDown(book.message.limit_s)]
    if told.prompt_id == FAREWELL and book.state is S.LEAVING:
        return book.end(Side.LINE, book.leaving, now)
    return [_prompt_ended(book, told.prompt_id, told.why, now)]


def _prompt_ended(book: CallBook, prompt_id: str, why: PromptEnd, now: float) -> Emit:
    return Emit(PromptEnded(at=book.at(now), call_id=book.call_id, prompt_id=prompt_id, why=why))


def _over(book: CallBook, why: PromptEnd, now: float) -> list[Effect]:
    """End what is being said, and tell."""
    was = book.saying
    return [*book.hush(), _prompt_ended(book, was, why, now)] if was else []


def digit(book: CallBook, told: DigitHeard, now: float) -> list[Effect]:
    """A key of the caller, where no person is in the call. It cuts a prompt short."""
    if book.state not in _WITHOUT_PERSON:
        return []
    pressed = Emit(DigitPressed(at=book.at(now), call_id=book.call_id, digit=told.digit))
    if book.state is S.MESSAGE:
        return [pressed]
    return [*_over(book, PromptEnd.DIGIT, now), pressed]


def message_full(book: CallBook, told: MessageFull, now: float) -> list[Effect]:
    """The message is as long as may be."""
    return book.end(Side.LINE, EndCause.VOICEMAIL, now) if book.state is S.MESSAGE else []
