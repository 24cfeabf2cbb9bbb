"""Which callers a play has: the shipped ones and the site's, chosen by name, kind, mood, language or lot."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from api.schemas import NewResident
from api.training.role_play import Expected
from hotline_cli.demo.cast import Caller, Cast, Sound
from scripts_lib.callers import MOODS, Mood, SimulatedCaller, load_callers
from scripts_lib.model import Catalogue, Rules

SHIPPED: Final = Path(__file__).parent / "callers"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A caller with the folder of its file, where its sound lies too."""

    caller: SimulatedCaller
    folder: Path


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of the callers; empty: anything."""

    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    moods: tuple[Mood, ...] = ()
    languages: tuple[str, ...] = ()

    def fits(self, caller: SimulatedCaller) -> bool:
        """Whether the caller is one of those."""
        return (
            (not self.names or caller.id in self.names)
            and (not self.kinds or caller.kind in self.kinds)
            and (not self.moods or caller.mood in self.moods)
            and (not self.languages or caller.language in self.languages)
        )


def all_callers(site: Path | None, rules: Rules) -> tuple[Found, ...]:
    """Everybody, by name. Raises InvalidData."""
    found = load_callers(SHIPPED, site, rules)
    return tuple(Found(caller=one, folder=_folder(one.id, site)) for one in found)


def _folder(name: str, site: Path | None) -> Path:
    return site if site is not None and (site / f"{name}.yaml").exists() else SHIPPED


def chosen(everybody: Sequence[Found], wish: Wish, lot: random.Random | None = None) -> tuple[Found, ...]:
    """Those who fit: in the order of the names wished for, else by name; with `lot` in an order drawn.

    Raises LookupError, which says who there is, for a name that nobody has, and where nobody fits.
    """
    known = {one.caller.id: one for one in everybody}
    if strangers := [name for name in wish.names if name not in known]:
        raise LookupError(f"no caller is called {', '.join(strangers)}; there are {', '.join(known)}")
    order = [known[name] for name in wish.names] if wish.names else list(everybody)
    fitting = [one for one in order if wish.fits(one.caller)]
    if not fitting:
        raise LookupError("no caller is like that; all of them: hotline train callers")
    if lot is not None:
        lot.shuffle(fitting)
    return tuple(fitting)


def cast_of(callers: Sequence[tuple[SimulatedCaller, tuple[Sound, ...]]], demo: Cast, centre: str = "") -> Cast:
    """The chosen callers as a cast for the demo's stage, whose agent and other residents stay; the site's own centre
    where it has a name."""
    taken = {caller.home.phone for caller, _ in callers}
    others = tuple(one for one in demo.residents if not taken & set(one.phones))
    homes = {caller.home.phone: _resident(caller) for caller, _ in callers}
    return msgspec.structs.replace(
        demo,
        centre_name=centre or demo.centre_name,
        residents=(*homes.values(), *others),
        callers=tuple(_caller(caller, sounds) for caller, sounds in callers),
    )


def _resident(caller: SimulatedCaller) -> NewResident:
    home = caller.home
    return NewResident(
        name=home.name, building=home.building, unit=home.unit, room=home.room, phones=(home.phone,), note=home.note
    )


def _caller(caller: SimulatedCaller, sounds: tuple[Sound, ...]) -> Caller:
    return Caller(
        id=caller.id,
        resident=caller.home.phone,
        voice=caller.voice,
        says=caller.says[0].text,
        kind=caller.kind,
        weight=caller.weight,
        nature=caller.nature,
        happened_at=caller.record.happened_at,
        matter=caller.record.matter,
        demand=caller.record.demand,
        sounds=sounds,
        patience_s=caller.patience_s,
    )


def expected_of(caller: SimulatedCaller) -> Expected:
    """What a trainee must make of this caller."""
    return Expected(kind=caller.kind, weight=caller.weight, nature=caller.nature, facts=caller.facts)


def listed(callers: Sequence[Found], catalogue: Catalogue, lang: str) -> list[str]:
    """A line for each: name, mood, language, kind, what it is about."""
    kinds = {kind.value: kind.label for kind in catalogue.kinds}
    lines = []
    for one in callers:
        caller = one.caller
        own = "" if one.folder == SHIPPED else " *"
        about = f"{kinds[caller.kind].of(lang)} · {caller.about.of(lang)}{own}"
        lines.append(f"  {caller.id:12} {caller.language:4}  {MOODS[caller.mood].of(lang)}  {about}")
    return lines
