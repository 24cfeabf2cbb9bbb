"""A database of the newest schema for a test: made by the migrations once in a run, then copied.

What tests the migrations themselves runs them.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from api.migrate import bring_up_to_date
from api.settings import DeskSettings

_made: list[bytes] = []
"""The empty database as a file's content, once there is one."""


async def fresh_database(path: Path) -> None:
    """Write a database of the newest schema at `path`. One that is there is brought up to date, as a desk does."""
    if not _made:
        with TemporaryDirectory() as folder:
            template = Path(folder) / "template.db"
            await bring_up_to_date(_url(template))
            _made.append(_content(template))
    if not _copied(path):
        await bring_up_to_date(_url(path))


async def fresh_for(settings: DeskSettings) -> None:
    """The database that these settings name: in their folder, or the one on PostgreSQL brought up to date."""
    if settings.database:
        await bring_up_to_date(settings.database)
    else:
        await fresh_database(settings.folder / "hotline.db")


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _copied(path: Path) -> bool:
    """Whether there was none yet."""
    if path.exists():
        return False
    path.write_bytes(_made[0])
    return True


def _url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"
