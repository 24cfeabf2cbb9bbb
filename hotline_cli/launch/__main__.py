"""`./hotline ...`: set up what is needed, then become the installed `hotline`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from hotline_cli.launch.environment import Environment  # noqa: E402
from hotline_cli.launch.packages import PEERS, WELCOME, command, get  # noqa: E402
from hotline_cli.launch.say import CannotGoOn, complain, say  # noqa: E402

WITHOUT_PEERS = "--without-peers"
EXIT_MISSING = 3
"""Exit status when something is missing that we could not get."""


def main(arguments: Sequence[str], root: Path = ROOT) -> NoReturn:
    """Set up, then replace this process by the installed command."""
    environment = Environment(root)
    try:
        if arguments[:1] == ["test"]:
            environment.ensure(groups=("dev",))
            if WITHOUT_PEERS not in arguments:
                _need_peers()
        else:
            environment.ensure()
    except CannotGoOn as fault:
        complain(fault)
        raise SystemExit(EXIT_MISSING) from None
    except KeyboardInterrupt:
        say("interrupted; run it again to go on")
        raise SystemExit(130) from None
    hotline = environment.folder / "bin" / "hotline"
    os.execv(hotline, [str(hotline), *arguments])  # noqa: S606


def _need_peers() -> None:
    """The tests call with real telephones. Without them a green run would prove less than it says."""
    lacking = get(PEERS)
    if lacking:
        names = ", ".join(need.what for need in lacking)
        advice = (f"{command(lacking)}", f"or leave those tests out: ./hotline test {WITHOUT_PEERS}")
        raise CannotGoOn(f"The tests need {names}, and apt-get may not be used here or failed.", *advice)
    for need in get(WELCOME):
        say(f"without {need.what} ({need.package}) the tests that need it are skipped")


if __name__ == "__main__":
    main(sys.argv[1:])
