"""Forms as they come in: plain text fields, trimmed, so that what was typed can be shown again."""

from api.problems import AnyRequest

LONGEST = 10_000
"""No field of a page is longer; what is, is cut before anything looks at it."""


async def typed(request: AnyRequest) -> dict[str, str]:
    """The text fields of a form, the last of each name; files are left out, and so is what no database takes."""
    form = await request.form()
    return {
        name: value.replace("\0", "").strip()[:LONGEST]
        for name, value in form.multi_items()
        if isinstance(value, str) and not name.startswith("_")
    }


async def chosen(request: AnyRequest, name: str) -> tuple[str, ...]:
    """Every value of a field that may have several."""
    form = await request.form()
    return tuple(value for value in form.getall(name, []) if isinstance(value, str))


async def secret(request: AnyRequest, name: str) -> str:
    """A password as it was typed: blanks around it belong to it."""
    form = await request.form()
    value = form.get(name)
    return value if isinstance(value, str) else ""
