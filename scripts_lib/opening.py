"""What an agent says first and last: the opening with the greeting of the hour (LINE-2), the ending (LINE-5).

The wording is the rule book's. This file knows no clock: the local hour is passed in.
"""

from scripts_lib.model import Text

_MORNING = Text(zh="上午好", en="Good morning")
_AFTERNOON = Text(zh="下午好", en="Good afternoon")
_EVENING = Text(zh="晚上好", en="Good evening")
_NEUTRAL = Text(zh="您好", en="Hello")

_GREETINGS = (
    # from hour, greeting; the last one that has begun counts
    (0, _NEUTRAL),
    (5, _MORNING),
    (12, _AFTERNOON),
    (18, _EVENING),
    (23, _NEUTRAL),
)


def greeting(hour: int) -> Text:
    """The greeting at a local hour, 0 to 23: 上午好 from 5, 下午好 from 12, 晚上好 from 18, 您好 from 23.

    Raises ValueError for an hour that no clock shows.
    """
    if not 0 <= hour <= 23:
        raise ValueError(f"no such hour: {hour}")
    return [words for start, words in _GREETINGS if start <= hour][-1]


def opening(centre: str, surname: str, hour: int) -> Text:
    """The opening line (LINE-2): greeting, name of the centre, own surname, offer of help.

    `surname` is the surname alone (`李`). What a site has not filled in yet is left out, not shown as a blank.
    """
    hello = greeting(hour)
    zh = [hello.zh, centre.strip(), f"我姓{surname.strip()}" if surname.strip() else "", "请问有什么可以帮助您？"]
    en = [hello.en, centre.strip(), f"my surname is {surname.strip()}" if surname.strip() else ""]
    return Text(
        zh="，".join(part for part in zh if part),
        en=", ".join(part for part in en if part) + ". How may I help you?",
    )


def endings() -> tuple[Text, ...]:
    """What may be said at the end, in order; then the caller hangs up first (LINE-5)."""
    return (
        Text(
            zh="对于您反映的问题我们会马上处理，并尽快给您回复，好吗？",
            en="We will deal with it at once and call you back soon. Is that all right?",
        ),
        Text(zh="感谢您的来电，再见。", en="Thank you for calling. Goodbye."),
        Text(zh="（请等对方先挂断电话）", en="(Let the caller hang up first.)"),
    )
