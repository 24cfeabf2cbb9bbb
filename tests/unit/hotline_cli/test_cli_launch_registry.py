"""What the site's pip is told becomes what uv is told."""

from pathlib import Path

import pytest

from hotline_cli.launch.registry import uv_environment

DOWNLOADS = {"UV_PYTHON_DOWNLOADS": "never"}


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        ("", {}),
        ("global.index-url='https://mirror.example/simple'", {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}),
        (
            "global.extra-index-url='https://a.example https://b.example'",
            {"UV_INDEX": "https://a.example https://b.example", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ("global.trusted-host='a.example'\nglobal.timeout='5'", {"UV_INSECURE_HOST": "a.example"}),
        (":env:.cert='/etc/site.pem'", {"SSL_CERT_FILE": "/etc/site.pem"}),
        ("global.find-links='/no/such/folder'", {}),
        ("global.find-links='https://wheels.example'", {"UV_FIND_LINKS": "https://wheels.example"}),
        (
            "install.index-url='https://install.example'\nglobal.index-url='https://global.example'\n"
            ":env:.index-url='https://env.example'",
            {"UV_DEFAULT_INDEX": "https://env.example"},
        ),
        ("broken line\nglobal.index-url=", {}),
    ],
)
def test_pip_s_settings_are_said_to_uv(listing: str, said: dict[str, str]) -> None:
    assert uv_environment(listing, {}) == {**DOWNLOADS, **said}


def test_folders_of_wheels_that_exist_are_kept(tmp_path: Path) -> None:
    listing = f"global.find-links='{tmp_path} https://wheels.example /no/such'"
    assert uv_environment(listing, {})["UV_FIND_LINKS"] == f"{tmp_path},https://wheels.example"


def test_what_uv_is_told_itself_stays() -> None:
    listing = "global.index-url='https://pip.example'\nglobal.cert='/pip.pem'"
    told = {"UV_DEFAULT_INDEX": "https://uv.example", "SSL_CERT_FILE": "/own.pem", "UV_PYTHON_DOWNLOADS": "automatic"}
    assert uv_environment(listing, told) == {}
