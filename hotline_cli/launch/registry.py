"""How the site's pip is set up, said to uv: mirrors, folders of wheels and certificates hold for both.

uv reads its own settings only. A site that has told pip where its mirror is should not have to say it twice.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SAME = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}
"""Settings of pip by their names, and the environment variable that says the same to uv."""
LISTS = {"find-links": ",", "extra-index-url": " ", "trusted-host": " "}
"""Settings that may hold several values, and what uv wants between them."""


def uv_environment(pip_settings: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What to add to `environment` for uv, from what `pip config list` printed. What uv itself is told stays."""
    added = {"UV_PYTHON_DOWNLOADS": "never"}
    for name, value in _settings(pip_settings).items():
        if name in SAME:
            added[SAME[name]] = _joined(name, value)
    if added.get("UV_INDEX"):
        added["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip takes the best version of all its indexes
    return {name: value for name, value in added.items() if value and name not in environment}


def _settings(listing: str) -> dict[str, str]:
    """The last word on each setting: the environment's after the files', a command's after the global one."""
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in listing.splitlines():
            name, equals, value = line.partition("=")
            if equals and name.startswith(f"{section}."):
                found[name.removeprefix(f"{section}.")] = value.strip().strip("'\"").replace("\\n", " ")
    return found


def _joined(name: str, value: str) -> str:
    if name not in LISTS:
        return value
    parts = [part for part in value.split() if name != "find-links" or "://" in part or Path(part).is_dir()]
    return LISTS[name].join(parts)


def pip_settings() -> str:
    """What pip is told here, by files and environment; empty where there is no pip."""
    for python in (sys.executable, "python3"):
        try:
            asked = subprocess.run(  # noqa: S603
                [python, "-m", "pip", "config", "list"], capture_output=True, text=True, timeout=30, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if asked.returncode == 0:
            return asked.stdout
    return _of_variables(os.environ)


def _of_variables(environment: Mapping[str, str]) -> str:
    """The same listing from PIP_* alone."""
    pairs = ((name[4:].lower().replace("_", "-"), value) for name, value in environment.items() if name[:4] == "PIP_")
    return "\n".join(f":env:.{name}={value!r}" for name, value in pairs)
