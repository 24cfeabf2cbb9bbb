"""The whole book of residents, read fast and without holding the loop; and whether it has changed."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import PhoneRow, ResidentRow
from api.schemas import ResidentView

PORTION = 500


async def state_of(session: AsyncSession) -> tuple[object, ...]:
    """Another value whenever residents or telephones were added or taken away."""
    found: list[object] = []
    for column in (ResidentRow.id, PhoneRow.id):  # the newest by order: PostgreSQL has no max() of a UUID
        found.append(await session.scalar(select(func.count(column))))
        found.append(await session.scalar(select(column).order_by(column.desc()).limit(1)))
    return tuple(found)


async def everybody(session: AsyncSession) -> AsyncIterator[ResidentView]:
    """Every resident of the book, fetched in portions so that the loop is never held for long."""
    phones: dict[UUID, list[str]] = {}
    of_phones = select(PhoneRow.resident_id, PhoneRow.number).order_by(PhoneRow.number)
    async for portion in (await session.stream(of_phones)).partitions(PORTION):
        for who, number in portion:
            phones.setdefault(who, []).append(number)
    of_residents = select(
        ResidentRow.id,
        ResidentRow.name,
        ResidentRow.building,
        ResidentRow.unit,
        ResidentRow.room,
        ResidentRow.note,
    )
    async for rows in (await session.stream(of_residents)).partitions(PORTION):
        for who, name, building, unit, room, note in rows:
            yield ResidentView(
                resident_id=str(who),
                name=name,
                building=building,
                unit=unit,
                room=room,
                phones=tuple(phones.get(who, ())),
                note=note,
            )
