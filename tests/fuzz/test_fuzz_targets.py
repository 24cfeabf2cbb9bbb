"""Every target of the fuzzer with two thousand seeded mutations of what is well-formed, and its seeds themselves."""

import random

import pytest

from tests.fuzz.targets import TARGETS, seeds

MUTATIONS = 2000
SPLICES = (
    b"\r\n",
    b"\0",
    b"\xff",
    b"%",
    b'"',
    b";",
    b"<",
    b">",
    b",",
    b"=",
    b"-1",
    b"9" * 30,
    b" ",
    b":",
    b"\t",
    b"@",
)


FOUND = {
    "number": [b"0\x10\x00\x00\x0013800138000", b"955\x009-19-1"],
    "rtp": [b""],
    "headset": [b"\x01\x07" + bytes(326)],
}
"""What fuzzing found, and was mended or allowed."""


def mutated(chance: random.Random, data: bytes) -> bytes:
    """One to six changes: bytes turned, cut out, doubled, spliced in."""
    made = bytearray(data)
    for _ in range(chance.randrange(1, 7)):
        at = chance.randrange(len(made) + 1)
        until = min(len(made), at + chance.randrange(1, 20))
        match chance.randrange(5):
            case 0 if at < len(made):
                made[at] = chance.randrange(256)
            case 1:
                del made[at:until]
            case 2:
                made[at:at] = made[at:until]
            case 3:
                made[at:at] = chance.choice(SPLICES)
            case _:
                made[at:until] = chance.choice(SPLICES)
    return bytes(made)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_target_takes_what_comes(target: str) -> None:
    chance, known = random.Random(target), seeds(target)
    for seed in (*known, *FOUND.get(target, ())):
        TARGETS[target](seed)
    for number in range(MUTATIONS):
        TARGETS[target](mutated(chance, known[number % len(known)]))
