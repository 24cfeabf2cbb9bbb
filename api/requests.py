"""Requests as the desk reads them: a body that no decoder can follow is the sender's fault, not ours."""

from typing import Any

from litestar import Request
from litestar.exceptions import ClientException


class DeskRequest(Request[Any, Any, Any]):
    """A request whose JSON may not be nested deeper than a decoder goes."""

    async def json(self) -> Any:
        """The body as JSON. Raises ClientException (400) for one that is nested too deep."""
        try:
            return await super().json()
        except RecursionError as error:
            raise ClientException("the JSON of this request is nested too deep") from error
