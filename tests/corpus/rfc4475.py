"""The 49 messages of RFC 4475 (SIP torture tests), byte for byte as in its appendix, and their outcomes.

An outcome is the status that the message is answered with, `CALL` where it begins a call, or `None` where nothing may
be answered (responses, and what cannot be matched to anything). `why` says what the RFC lists, and where we differ.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "rfc4475_messages"
CALL = "call"


@dataclass(frozen=True)
class Torture:
    """One message: its name in the RFC, its section, its outcome."""

    name: str
    section: str
    outcome: int | str | None
    why: str

    @property
    def data(self) -> bytes:
        """The message."""
        return (FOLDER / f"{self.name}.dat").read_bytes()


NOT_A_REGISTRAR = "we are no registrar: every REGISTER is answered 405"
MESSAGES = (
    Torture("wsinv", "3.1.1.1", 481, "well-formed; its To carries a tag of no dialog of ours (RFC 3261 §12.2.2)"),
    Torture("intmeth", "3.1.1.2", 405, "well-formed, of a method that is not known"),
    Torture("esc01", "3.1.1.3", CALL, "well-formed"),
    Torture("escnull", "3.1.1.4", 405, NOT_A_REGISTRAR),
    Torture("esc02", "3.1.1.5", 405, "well-formed; % means nothing in a method, so it is an unknown one"),
    Torture("lwsdisp", "3.1.1.6", 200, "well-formed"),
    Torture("longreq", "3.1.1.7", CALL, "well-formed"),
    Torture("dblreq", "3.1.1.8", 405, "what follows the Content-Length is ignored; " + NOT_A_REGISTRAR),
    Torture("semiuri", "3.1.1.9", 200, "well-formed"),
    Torture("transports", "3.1.1.10", 200, "well-formed"),
    Torture("mpart01", "3.1.1.11", 405, "well-formed; MESSAGE is not taken"),
    Torture("unreason", "3.1.1.12", None, "a well-formed response to nothing of ours"),
    Torture("noreason", "3.1.1.13", None, "a well-formed response to nothing of ours"),
    Torture("badinv01", "3.1.2.1", 400, "extraneous separators"),
    Torture("clerr", "3.1.2.2", 400, "the body is shorter than its Content-Length"),
    Torture("ncl", "3.1.2.3", 400, "negative Content-Length"),
    Torture("scalar02", "3.1.2.4", 400, "scalars out of range"),
    Torture("scalarlg", "3.1.2.5", None, "a response with scalars out of range is discarded"),
    Torture("quotbal", "3.1.2.6", 400, "a quote that does not end"),
    Torture("ltgtruri", "3.1.2.7", 400, "<> round the Request-URI"),
    Torture("lwsruri", "3.1.2.8", 400, "blanks within the Request-URI"),
    Torture("lwsstart", "3.1.2.9", 400, "several blanks in the start line"),
    Torture("trws", "3.1.2.10", 400, "blanks after the start line"),
    Torture("escruri", "3.1.2.11", 400, "headers in the Request-URI"),
    Torture("baddate", "3.1.2.12", CALL, "a Date that is not GMT; it may be ignored, nobody reads it"),
    Torture("regbadct", "3.1.2.13", 405, "a Contact that should be in <>; " + NOT_A_REGISTRAR),
    Torture(
        "badaspec",
        "3.1.2.14",
        200,
        "blanks within the addr-spec of To; one may be liberal, it is only echoed",
    ),
    Torture(
        "baddn",
        "3.1.2.15",
        200,
        "a name that should be quoted; one may be liberal, it is only echoed",
    ),
    Torture("badvers", "3.1.2.16", 505, "another version"),
    Torture("mismatch01", "3.1.2.17", 400, "the method of CSeq is another one"),
    Torture("mismatch02", "3.1.2.18", 400, "the same with an unknown method; the RFC also allows 501"),
    Torture("bigcode", "3.1.2.19", None, "a response with a status out of range is discarded"),
    Torture("badbranch", "3.2.1", 200, "an empty branch; the RFC allows RFC 2543's matching, which is what we do"),
    Torture("insuf", "3.3.1", 400, "required headers are missing"),
    Torture("unkscm", "3.3.2", 416, "an unknown scheme"),
    Torture("novelsc", "3.3.3", 416, "a known scheme that is not ours"),
    Torture("unksm2", "3.3.4", 405, "unknown schemes in From, To, Contact; " + NOT_A_REGISTRAR),
    Torture("bext01", "3.3.5", 420, "requires what nobody supports"),
    Torture("invut", "3.3.6", 415, "an unknown Content-Type"),
    Torture("regaut01", "3.3.7", 405, "an unknown authorization scheme; " + NOT_A_REGISTRAR),
    Torture("multi01", "3.3.8", 400, "several values where one is allowed"),
    Torture("mcl01", "3.3.9", 400, "several Content-Lengths"),
    Torture("bcast", "3.3.10", None, "a response that came by broadcast is discarded"),
    Torture("zeromf", "3.3.11", 200, "Max-Forwards 0 is for proxies"),
    Torture("cparam01", "3.3.12", 405, NOT_A_REGISTRAR),
    Torture("cparam02", "3.3.13", 405, NOT_A_REGISTRAR),
    Torture("regescrt", "3.3.14", 405, NOT_A_REGISTRAR),
    Torture("sdp01", "3.3.15", 406, "the answer would be of a type that is not accepted"),
    Torture("inv2543", "3.4.1", CALL, "an INVITE of RFC 2543"),
)
