"""Who calls: P-Asserted-Identity of a trusted trunk, From, Remote-Party-ID, and callers who withhold their number."""

import pytest
from aiosipua.message import SipRequest

from telephony.sip.identity import WITHHELD, Caller, called, caller

FROM = '"王芳" <sip:13800138000@pbx.example>;tag=1'
NOBODY = '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'


def invite(uri: str = "sip:95598@line.example", **headers: str | tuple[str, ...]) -> SipRequest:
    request = SipRequest(method="INVITE", uri=uri)
    for name, value in headers.items():
        for one in (value,) if isinstance(value, str) else value:
            request.headers.append(name.replace("_", "-"), one)
    return request


def test_from_speaks_where_nothing_is_asserted() -> None:
    assert caller(invite(From=FROM), trusted=False) == Caller("13800138000", "王芳")


def test_a_trusted_trunk_asserts() -> None:
    request = invite(From=FROM, P_Asserted_Identity='"李强" <sip:+8613900005678@trunk.example;user=phone>')
    assert caller(request, trusted=True) == Caller("13900005678", "李强", "+8613900005678")


def test_a_stranger_asserts_nothing() -> None:
    request = invite(From=FROM, P_Asserted_Identity="<sip:110@trunk.example>")
    assert caller(request, trusted=False).number == "13800138000"


@pytest.mark.parametrize(
    "asserted",
    [
        ("<sip:trunk.example>", "<tel:+861085238888>"),
        '"Front desk, hall" <sip:trunk.example>, <tel:+861085238888>',
        "tel:+861085238888",
    ],
)
def test_of_two_assertions_the_one_with_a_number_counts(asserted: str | tuple[str, ...]) -> None:
    found = caller(invite(From=NOBODY, P_Asserted_Identity=asserted), trusted=True)
    assert (found.number, found.sent, found.withheld) == ("01085238888", "+861085238888", False)


@pytest.mark.parametrize("privacy", ["id", "id;critical", "header; id", "user"])
def test_a_withheld_number_is_kept_nowhere(privacy: str) -> None:
    request = invite(From=NOBODY, P_Asserted_Identity='"13900005678" <tel:+8613900005678>', Privacy=privacy)
    assert caller(request, trusted=True) == WITHHELD
    assert (WITHHELD.number, WITHHELD.name, WITHHELD.sent, WITHHELD.withheld) == ("", "", "", True)


def test_privacy_none_withholds_nothing() -> None:
    assert not caller(invite(From=FROM, Privacy="none"), trusted=False).withheld


@pytest.mark.parametrize(
    "sender",
    [
        NOBODY,
        "<sip:anonymous@anonymous.invalid>;tag=1",
        "<sip:192.0.2.1>;tag=1",
        "Restricted <sip:restricted@x>;tag=1",
    ],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_anonymous_callers(sender: str, trusted: bool) -> None:
    assert caller(invite(From=sender), trusted=trusted) == WITHHELD


def test_from_with_privacy_is_withheld_too() -> None:
    assert caller(invite(From=FROM, Privacy="id"), trusted=False) == WITHHELD


@pytest.mark.parametrize(
    ("remote", "wanted"),
    [
        ('"李" <sip:13900005678@x>;party=calling;screen=yes;privacy=off', Caller("13900005678", "李")),
        ('"李" <sip:13900005678@x>;privacy=name', Caller("13900005678", "")),
        ('"李" <sip:13900005678@x>;party=calling;privacy=full', WITHHELD),
        ("<sip:95598@x>;party=called", WITHHELD),
    ],
)
def test_remote_party_id_is_the_last_resort(remote: str, wanted: Caller) -> None:
    assert caller(invite(From=NOBODY, Remote_Party_ID=remote), trusted=True) == wanted
    assert caller(invite(From=NOBODY, Remote_Party_ID=remote), trusted=False) == WITHHELD
    assert caller(invite(From=FROM, Remote_Party_ID=remote), trusted=True).number == "13800138000"


@pytest.mark.parametrize("name", ["13800138000", "+86 138-0013-8000", "tel 13800138000"])
def test_a_name_that_is_the_number_is_none(name: str) -> None:
    assert caller(invite(From=f'"{name}" <sip:13800138000@x>;tag=1'), trusted=False).name == ""


def test_local_numbers_get_the_area_code() -> None:
    found = caller(invite(From="<sip:85238888@x>;tag=1"), trusted=False, area_code="010")
    assert found == Caller("01085238888", "", "85238888")


@pytest.mark.parametrize("uri", ["sip:85238888@line", "sip:+861085238888@line;user=phone", "tel:+86-10-8523-8888"])
def test_the_number_called(uri: str) -> None:
    assert called(invite(uri), "010") == "01085238888"


@pytest.mark.parametrize(
    ("uri", "headers", "numbers", "wanted"),
    [
        ("sip:card-7@line", {"To": "<sip:85230001@trunk>"}, frozenset(), "01085230001"),
        ("sip:card-7@line", {"To": "<sip:1@t>", "P_Called_Party_ID": "<sip:85230001@t>"}, frozenset(), "01085230001"),
        ("sip:card-7@line", {"To": "<sip:card-7@trunk>"}, frozenset(), "card-7"),
        ("sip:card-7@line", {"To": "<sip:somebody@trunk>"}, frozenset(), "card-7"),
        ("sip:85230002@line", {"To": "<sip:85230001@trunk>"}, frozenset(), "01085230002"),
        ("sip:85230002@line", {"To": "<sip:85230001@trunk>"}, frozenset({"01085230001"}), "01085230001"),
        ("sip:85230001@line", {"To": "<sip:85230002@trunk>"}, frozenset({"01085230001"}), "01085230001"),
        ("sip:line.example", {"To": "<sip:85230001@trunk>"}, frozenset(), ""),
    ],
)
def test_a_registered_trunk_calls_our_account(
    uri: str, headers: dict[str, str], numbers: frozenset[str], wanted: str
) -> None:
    assert called(invite(uri, **headers), "010", account="card-7", numbers=numbers) == wanted
