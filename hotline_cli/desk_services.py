"""Work of a command with the services of a desk's data folder, beside a desk that may be running."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.errors import DeskError
from api.queues.plan_file import load as load_queues
from api.services import Services
from api.settings import DeskSettings
from hotline_cli.shell import quit_with
from scripts_lib.errors import InvalidData

T = TypeVar("T")


def with_services(settings: DeskSettings, work: Callable[[Services], Awaitable[T]]) -> T:
    """Do it with the desk's services, beside a desk that may be running."""

    async def run() -> T:
        services = Services(settings, load_queues(settings).plan)
        async with services.opened():
            return await work(services)

    try:
        settings.make_folder()
        return asyncio.run(run())
    except InvalidData as invalid:
        quit_with("The site's own files are wrong:", *(str(fault) for fault in invalid.errors))
    except DeskError as error:
        fields = (f"{name}: {text.rpartition(' / ')[2]}" for name, text in error.fields.items())
        quit_with(f"{error.zh} / {error.en}", *fields)
    except OSError as error:
        quit_with(f"The data folder cannot be used: {error}.", "Choose another one with --data.")
