"""Digest answers: the RFCs' own examples, several challenges, nonces that grow old, and passwords that are wrong."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from aiosipua.message import SipResponse
from hypothesis import given
from hypothesis import strategies as st

from telephony.sip.digest import Answers, Challenge, Credentials, authorization, challenges_of, parse_challenge

MUFASA = Credentials("Mufasa", "Circle of Life")
RFC7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def parts(value: str) -> dict[str, str]:
    return {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', value)}


def challenge(value: str, *, proxy: bool = False) -> Challenge:
    found = parse_challenge(value, proxy=proxy)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc_7616_example(algorithm: str, response: str) -> None:
    """RFC 7616 §3.9.1."""
    value = authorization(challenge(RFC7616.format(algorithm)), MUFASA, "GET", "/dir/index.html", cnonce=CNONCE)
    assert parts(value) == {
        "username": "Mufasa",
        "realm": "http-auth@example.org",
        "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "uri": "/dir/index.html",
        "response": response,
        "algorithm": algorithm,
        "cnonce": CNONCE,
        "qop": "auth",
        "nc": "00000001",
        "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    }


def test_rfc_2617_example() -> None:
    """RFC 2617 §3.5."""
    asked = challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    account = Credentials("Mufasa", "Circle Of Life")
    value = authorization(asked, account, "GET", "/dir/index.html", cnonce="0a4f113b")
    assert parts(value)["response"] == "6629fae49393a05397450978507c4ef1"


def test_rfc_2069_has_neither_count_nor_cnonce() -> None:
    """RFC 2069 §2.4 with its erratum 749."""
    asked = challenge('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"')
    account = Credentials("Mufasa", "CircleOfLife")
    found = parts(authorization(asked, account, "GET", "/dir/index.html", cnonce="unused"))
    assert found["response"] == "1949323746fe6a43ef61f9606e7febea"
    assert not {"nc", "cnonce", "qop"} & set(found)


def test_rfc_8760_session_and_integrity() -> None:
    """Worked by hand from RFC 7616 §3.4.2 and §3.4.3 with md5sum."""
    asked = challenge('Digest realm="r", nonce="n", qop="auth-int", algorithm=MD5-sess')
    value = authorization(asked, Credentials("u", "p"), "INVITE", "sip:x", cnonce="c", count=2, body=b"v=0\r\n")
    assert parts(value)["algorithm"] == "MD5-sess"
    assert parts(value)["nc"] == "00000002"
    assert parts(value)["response"] == "dde241eaf8d9666d7c805d0260a5bef8"


def test_the_strongest_challenge_of_a_realm_is_answered() -> None:
    response = SipResponse(status_code=401, reason_phrase="Unauthorized")
    for algorithm in ("MD5", "SHA-256", "SHA-512-256-banana", "MD5"):
        response.headers.append("WWW-Authenticate", f'Digest realm="a", nonce="n-{algorithm}", algorithm={algorithm}')
    response.headers.append("Proxy-Authenticate", 'Digest realm="a", nonce="other"')
    response.headers.append("WWW-Authenticate", 'Basic realm="a"')
    found = challenges_of(response)
    assert [(one.header, one.nonce, one.algorithm) for one in found] == [
        ("Authorization", "n-SHA-256", "SHA-256"),
        ("Proxy-Authorization", "other", "MD5"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Digest",
        'Basic realm="a"',
        'Digest realm="a"',
        'Digest nonce="a"',
        'Digest realm="a", nonce="b", algorithm=ROT13',
        'Digest realm="a", nonce="b", qop="auth-conf"',
    ],
)
def test_what_cannot_be_answered(value: str) -> None:
    assert parse_challenge(value) is None


def test_quotes_within() -> None:
    asked = challenge(r'digest Realm="the \"line\"", NONCE=abc, qop=auth, stale=TRUE, algorithm="md5"')
    assert (asked.realm, asked.nonce, asked.qop, asked.stale) == ('the "line"', "abc", ("auth",), True)
    assert r'realm="the \"line\""' in authorization(asked, MUFASA, "GET", "/", cnonce="c")


@given(st.text(max_size=300))
def test_any_text_is_a_challenge_or_none(text: str) -> None:
    found = parse_challenge("Digest " + text)
    assert found is None or authorization(found, MUFASA, "REGISTER", "sip:x", cnonce="c").startswith("Digest ")


def test_the_password_is_in_no_repr() -> None:
    assert "Circle" not in repr(MUFASA) + repr(Answers(MUFASA, lambda: "c"))


def numbered() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"c{next(numbers)}"


def fresh(nonce: str, *, stale: bool = False, realm: str = "a", proxy: bool = False) -> Challenge:
    return Challenge(realm, nonce, qop=("auth",), stale=stale, proxy=proxy)


def test_a_nonce_is_used_again_with_a_higher_count() -> None:
    answers = Answers(MUFASA, numbered())
    assert answers.headers("REGISTER", "sip:x") == ()
    assert answers.take((fresh("n1"),))
    counts = [parts(value)["nc"] for _ in range(3) for _, value in answers.headers("REGISTER", "sip:x")]
    assert counts == ["00000001", "00000002", "00000003"]
    answers.begin()
    assert answers.take((fresh("n2", stale=True),))
    [(name, value)] = answers.headers("REGISTER", "sip:x")
    assert (name, parts(value)["nonce"], parts(value)["nc"]) == ("Authorization", "n2", "00000001")


def test_an_old_nonce_is_no_wrong_password_even_where_the_peer_does_not_say_stale() -> None:
    answers = Answers(MUFASA, numbered())
    assert answers.take((fresh("n1"),))
    answers.begin()
    assert answers.take((fresh("n2"),))


@pytest.mark.parametrize("second", ["n1", "n2"])
def test_the_answer_to_a_fresh_challenge_refused_is_a_wrong_password(second: str) -> None:
    answers = Answers(MUFASA, numbered())
    assert answers.take((fresh("n1"),))
    assert not answers.take((fresh(second),))


def test_a_nonce_that_grew_old_on_the_way_is_answered_again() -> None:
    answers = Answers(MUFASA, numbered())
    assert answers.take((fresh("n1"),))
    assert answers.take((fresh("n2", stale=True),))
    assert not answers.take((fresh("n2", stale=True),)), "the same one cannot be old already"


def test_proxy_and_registrar_may_both_challenge() -> None:
    answers = Answers(MUFASA, numbered())
    assert answers.take((fresh("p", proxy=True),))
    assert answers.take((fresh("r"),))
    assert [name for name, _ in answers.headers("INVITE", "sip:x")] == ["Proxy-Authorization", "Authorization"]
    answers.forget()
    assert answers.headers("INVITE", "sip:x") == ()
    assert not answers.take(())
