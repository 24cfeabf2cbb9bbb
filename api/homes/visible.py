"""How much of a home's file somebody sees (SEC-1): the one place that says so. Pure."""

from msgspec.structs import replace

from api.privacy import masked, masked_name
from api.rights import masks
from api.schemas import AgentView, ResidentView
from api.schemas.home_file import HomeFile


def shown(file: HomeFile, by: AgentView) -> HomeFile:
    """The file as this person may see it: numbers and names are hidden where they are nobody's need."""
    if not masks(by):
        return file
    return replace(
        file,
        residents=residents_shown(file.residents, by),
        complaints=tuple(replace(one, contact=masked_name(one.contact)) for one in file.complaints),
        repairs=tuple(replace(one, contact=masked_name(one.contact)) for one in file.repairs),
        visits=tuple(replace(one, spoke_with=masked_name(one.spoke_with)) for one in file.visits),
    )


def residents_shown(residents: tuple[ResidentView, ...], by: AgentView) -> tuple[ResidentView, ...]:
    """Who lives there, likewise."""
    if not masks(by):
        return residents
    return tuple(
        replace(one, name=masked_name(one.name), phones=tuple(masked(phone) for phone in one.phones), note="")
        for one in residents
    )
