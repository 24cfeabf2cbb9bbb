"""The recognising process with the rules beside it: `python -m hotline_cli.listen_worker FOLDER THREADS [RULES]`.

`telephony` knows no phrase; here the process of `telephony/listening/worker.py` is given what to ask its recogniser
for. Without rules that can be used it asks for nothing, and listens all the same.
"""

import sys
from pathlib import Path

from hotline_cli.shell import set_up_logs
from scripts_lib.errors import InvalidData
from scripts_lib.hearing.proposer import Proposer
from scripts_lib.loader import load
from telephony.listening.engine import Propose, nothing_else
from telephony.listening.worker import run


def command_of(model: Path, threads: int, rules: Path | None) -> tuple[str, ...]:
    """What starts the process for a line with these rules; None: the shipped ones."""
    own = (str(rules),) if rules is not None else ()
    return (sys.executable, "-m", "hotline_cli.listen_worker", str(model), str(threads), *own)


def propose_of(rules: Path | None) -> Propose:
    """What may have been said by these rules; nothing, and a line on the error output, where they cannot be used."""
    try:
        proposer = Proposer(load(rules).rules.phrases)
    except InvalidData as invalid:
        print("listening without phrases:", *invalid.errors, sep="\n  ", file=sys.stderr, flush=True)
        return nothing_else
    proposer.prepare()
    return proposer


if __name__ == "__main__":
    set_up_logs()
    run(sys.argv[1:3], propose_of(Path(sys.argv[3]) if len(sys.argv) > 3 else None))
