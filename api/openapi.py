"""The API's own description at `/schema`, with a page that needs no internet: Swagger UI is served by the desk."""

from pathlib import Path
from typing import Any

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import SwaggerRenderPlugin
from litestar.router import Router
from litestar.static_files import create_static_files_router

ASSETS = Path(__file__).parent / "web" / "swagger"
URL = "/schema/assets"
_PAGE = f"""<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>三响 Sanxiang API</title>
<link rel="icon" href="{URL}/favicon-32x32.png">
<link rel="stylesheet" href="{URL}/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="{URL}/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({{url: "/schema/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null}});
</script>
</body>
</html>
"""


class OfflineSwagger(SwaggerRenderPlugin):
    """Swagger UI from this machine; Litestar's own page loads it from elsewhere."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page."""
        return _PAGE.encode()


def openapi_config(version: str) -> OpenAPIConfig:
    """Where and how the description is served."""
    return OpenAPIConfig(
        title="三响 Sanxiang",
        version=version,
        description="Calls, tickets, people and residents of a property-management hotline.",
        path="/schema",
        render_plugins=[OfflineSwagger(path=("/", "/swagger"))],
    )


def assets_router() -> Router:
    """The page's files."""
    return create_static_files_router(
        path=URL, directories=[ASSETS], opt={"exclude_from_auth": True}, include_in_schema=False
    )
