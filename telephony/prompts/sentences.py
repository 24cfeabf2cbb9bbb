"""What the queue says, as names of recordings. Pure.

Numbers are said as people say them: 两位 and not 二位, 十二 and not 一十二, telephone numbers digit by digit with 幺.
"""

MOST = 199
"""Numbers above are said as this."""
BEEP = "beep"
CLOSED = ("closed",)
DIVERTING = ("diverting",)
CALLBACK_DONE = ("callback_done",)
NUMBER_WITHHELD = ("number_withheld",)
BUSY = ("busy", "goodbye")
MESSAGE = ("message", BEEP)
CLOSED_MESSAGE = ("closed", "message", BEEP)
CLOSED_GOODBYE = ("closed", "goodbye")


def number(value: int, *, counting: bool = True) -> tuple[str, ...]:
    """A number from 0; `counting` says 两 for a lone 2, as before a measure word. Raises ValueError below 0."""
    if value < 0:
        raise ValueError(f"{value} is no count")
    value = min(value, MOST)
    if value == 2 and counting:
        return ("liang",)
    if value < 10:
        return (f"d{value}",)
    hundreds, rest = divmod(value, 100)
    if hundreds:
        tail = () if rest == 0 else ("d0", f"d{rest}") if rest < 10 else _tens(rest, bare=False)
        return (f"d{hundreds}", "hundred", *tail)
    return _tens(value, bare=True)


def _tens(value: int, *, bare: bool) -> tuple[str, ...]:
    tens, ones = divmod(value, 10)
    head = ("ten",) if tens == 1 and bare else (f"d{tens}", "ten")
    return head if ones == 0 else (*head, f"d{ones}")


def digits(text: str) -> tuple[str, ...]:
    """A telephone number, digit by digit; anything else in it is not said."""
    return tuple("yao" if one == "1" else f"d{one}" for one in text if one.isascii() and one.isdigit())


def position(place: int, wait_s: float | None, *, callback: bool, first: bool) -> tuple[str, ...]:
    """Where the caller stands: `place` from 1, `wait_s` the expected wait or None where nothing is known.

    `first` greets; `callback` offers one on key 1.
    """
    said: list[str] = ["waiting"] if first else []
    said += ["next"] if place <= 1 else ["ahead", *number(place - 1), "callers"]
    if wait_s is not None:
        minutes = round(wait_s / 60)
        said += ["soon"] if wait_s < 60 or minutes < 1 else ["wait", *number(minutes), "minutes"]
    said.append("stay")
    if callback:
        said.append("callback_offer")
    return tuple(said)
