"""What every answer of the REST API has in common: places in lists, and errors."""

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Place in a list: `total` rows match, this answer starts at `offset`."""

    total: int
    limit: int
    offset: int


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Every error of the API (RFC 9457, application/problem+json). `code` is stable, `detail` is for people."""

    status: int
    code: str
    title: str
    detail: str
    fields: dict[str, str] = {}
