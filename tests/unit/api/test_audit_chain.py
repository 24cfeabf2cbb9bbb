"""The chain: its form is fixed, and whatever is changed, taken out, put in or swapped is found at its place."""

from msgspec.structs import replace

from api.audit.chain import BEGINNING, Broken, Entry, Link, Walk, hash_of, linked

ENTRIES = [Entry(at=1000.5 + n, user_id="a1", what="call", subject=f"c{n}") for n in range(5)]
LINKS = list(linked(ENTRIES, 0, BEGINNING))


def walked(links: list[Link]) -> Walk:
    walk = Walk()
    for link in links:
        walk.step(link)
    return walk


def broken(links: list[Link]) -> Broken:
    found = walked(links).broken
    assert found is not None
    return found


def test_the_form_is_kept() -> None:
    """Entries of years ago are verified by this: a change of it makes every log in use read as broken."""
    entry = Entry(at=1795406400.25, user_id="a1", what="ticket", subject="TS20261123-0001", detail="电话,备注")
    assert hash_of(7, entry, BEGINNING) == "0f874446e8edcd131c61e82c50e097487de59e52253dffa0d0e906e51d5b39a9"


def test_a_whole_chain_holds_and_goes_on() -> None:
    walk = walked(LINKS)
    assert (walk.broken, walk.count, walk.head) == (None, 5, LINKS[-1].hash)
    more = list(linked(ENTRIES[:1], walk.count, walk.head))
    assert walked([*LINKS, *more]).broken is None
    assert walked([]).head == BEGINNING


def test_a_changed_entry_is_found() -> None:
    for field, value in (("at", 1.0), ("user_id", "a2"), ("what", "x"), ("subject", "x"), ("detail", "x")):
        changed = replace(LINKS[2], entry=replace(LINKS[2].entry, **{field: value}))
        found = broken([*LINKS[:2], changed, *LINKS[3:]])
        assert (found.number, found.en) == (3, "its content was changed"), field


def test_a_changed_entry_with_a_new_hash_is_found_at_the_next() -> None:
    entry = replace(LINKS[2].entry, subject="x")
    forged = replace(LINKS[2], entry=entry, hash=hash_of(3, entry, LINKS[2].previous))
    assert broken([*LINKS[:2], forged, *LINKS[3:]]).number == 4


def test_missing_and_swapped_entries_are_found() -> None:
    assert broken(LINKS[1:]).en == "entry 1 is missing"
    assert broken([*LINKS[:2], *LINKS[3:]]).number == 3
    assert broken([LINKS[0], replace(LINKS[2], number=2), *LINKS[2:]]).number == 2
