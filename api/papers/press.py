"""The press: a process that fills templates and lays out pages, beside the desk's event loop.

`python -m api.papers.press` reads one job after the other from standard input and writes one answer each to standard
output: four bytes of length, big-endian, then JSON (`api.schemas.papers`). It ends when its input does. Only this
process imports the libraries that lay out: they cost a second and the desk must start without them.
"""

import struct
import sys
from typing import BinaryIO

import msgspec

from api.papers import paper_file, workbook
from api.papers.faults import Fault
from api.schemas.papers import PaperJob, PressAnswer, PressJob, PressMade, PressRefused

LENGTH = struct.Struct(">I")
_JOB = msgspec.json.Decoder(PressJob)


def make(job: PressJob) -> PressAnswer:
    """Do one job."""
    try:
        made = paper_file.make(job) if isinstance(job, PaperJob) else workbook.make(job)
        return PressMade(content=made)
    except Fault as fault:
        return PressRefused(zh=fault.zh, en=fault.en, template=fault.template)


def run(source: BinaryIO, target: BinaryIO) -> None:
    """Answer jobs until there are no more."""
    while head := source.read(LENGTH.size):
        job = _JOB.decode(source.read(LENGTH.unpack(head)[0]))
        answer = msgspec.json.encode(make(job))
        target.write(LENGTH.pack(len(answer)) + answer)
        target.flush()


if __name__ == "__main__":
    pipe, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints must not stand between answers
    run(sys.stdin.buffer, pipe.buffer)
