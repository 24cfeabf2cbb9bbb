"""A caller whom the queue answers: what is heard, keys over real RTP, good-bye, and a person after all."""

from pathlib import Path

from telephony.commands import Answer, AnswerQueue, EndQueued, Play
from telephony.events import (
    CallAnswered,
    CallEnded,
    DigitPressed,
    EndCause,
    PromptEnd,
    PromptEnded,
    QueueAnswered,
    Side,
)
from telephony.prompts import sentences
from tests.integration.line_rig import rig


async def test_a_key_asks_for_a_callback_and_the_caller_is_told_good_bye(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(AnswerQueue(command_id="q", call_id=call_id))
        await made.desk.hears(QueueAnswered)
        await made.caller.answered.wait()
        place = sentences.position(3, 120.0, callback=True, first=True)
        await made.desk.command(Play(command_id="p", call_id=call_id, prompt_id="place", prompts=place))
        leg.send_digit("1")
        assert (await made.desk.hears(DigitPressed)).digit == "1"
        assert (await made.desk.hears(PromptEnded)).why is PromptEnd.DIGIT
        await made.desk.command(EndQueued(command_id="e", call_id=call_id, prompts=("d1",)))
        ended = await made.desk.hears(CallEnded)
        assert (ended.by, ended.cause) == (Side.LINE, EndCause.CALLBACK)
        assert not made.desk.kinds(CallAnswered)


async def test_a_prompt_is_said_to_its_end_and_a_person_may_come_then(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(AnswerQueue(command_id="q", call_id=call_id))
        machine = await made.desk.hears(QueueAnswered)
        await made.desk.command(Play(command_id="p", call_id=call_id, prompt_id="a", prompts=("d1", "minutes")))
        assert (await made.desk.hears(PromptEnded)).why is PromptEnd.FINISHED
        await made.desk.command(
            Play(command_id="x", call_id=call_id, prompt_id="b", prompts=("nothing of the kind",))
        )
        assert (await made.desk.hears(PromptEnded, count=2)).why is PromptEnd.FAILED
        await made.desk.command(Answer(command_id="a", call_id=call_id, agent_id="li"))
        person = await made.desk.hears(CallAnswered)
        assert person.ok_sent_ms == machine.ok_sent_ms < person.picked_up_ms
        leg.hang_up()
        assert (await made.desk.hears(CallEnded)).cause is EndCause.COMPLETED
