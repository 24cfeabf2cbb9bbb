"""Trunks in the settings: what is taken, what is refused, where the password comes from, how a number is dialled."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from telephony.errors import SettingsError
from telephony.settings import LineSettings
from telephony.trunks import DialRule, Trunk, networks_of, password_key, split_server

TWO = """\
[line]
area_code = "010"
allowed_sources = ["192.0.2.0/24"]

[[line.trunk]]
name = "unicom"
server = "sip.unicom.example:5080"
transport = "tcp"
user = "01085230000"
auth_user = "card-7"
password = "from the file"
expires = 600
sources = ["198.51.100.0/24", "198.51.100.7"]
numbers = ["85230000", "01085230001"]
caller = "01085230000"
identity = "preferred"
dial = [{ begins = "0", strip = 1, add = "+86" }, { add = "9" }]

[[line.trunk]]
name = "pbx-2"
server = "10.0.0.2"
register = false
"""


def settings(tmp_path: Path, text: str) -> LineSettings:
    (tmp_path / "hotline.toml").write_text(text, encoding="utf-8")
    return LineSettings.load(tmp_path)


def test_several_trunks(tmp_path: Path) -> None:
    first, second = settings(tmp_path, TWO).trunks
    assert (first.address, first.realm_host) == (("sip.unicom.example", 5080), "sip.unicom.example:5080")
    assert first.account == "sip:01085230000@sip.unicom.example:5080"
    assert first.is_registered
    assert (second.name, second.address, second.account) == ("pbx-2", ("10.0.0.2", 5060), "sip:10.0.0.2")
    assert not second.is_registered


def test_no_trunk_is_the_default(tmp_path: Path) -> None:
    line = settings(tmp_path, "[line]\n")
    assert (line.trunks, line.networks, line.area_code) == ((), (), "")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    line = settings(tmp_path, TWO)
    assert "from the file" not in repr(line) + str(line.trunks)


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_LINE_TRUNK_UNICOM_PASSWORD", "from the environment")
    first, second = settings(tmp_path, TWO).trunks
    assert (first.password, second.password) == ("from the environment", "")
    assert password_key("pbx-2") == "HOTLINE_LINE_TRUNK_PBX_2_PASSWORD"


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('name = "Unicom!"', "name"),
        ('server = "sip:unicom"', "server"),
        ('server = "unicom:0"', "server"),
        ('server = "unicom:70000"', "server"),
        ('transport = "tls"', "transport"),
        ('user = "a@b"', "user"),
        ("expires = 5", "expires"),
        ('sources = ["192.0.2.0/33"]', "sources"),
        ('dial = [{ add = "nine" }]', "dial"),
        ('colour = "red"', "colour"),
        ('identity = "maybe"', "identity"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str, where: str) -> None:
    key = line.split(" ")[0]
    lines = {"name": 'name = "unicom"', "server": 'server = "unicom.example"'} | {key: line}
    with pytest.raises(SettingsError) as raised:
        settings(tmp_path, "[[line.trunk]]\n" + "\n".join(lines.values()))
    assert f"trunk.0.{where}" in str(raised.value)


def test_a_name_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="given twice"):
        settings(tmp_path, '[[line.trunk]]\nname = "a"\nserver = "x"\n[[line.trunk]]\nname = "a"\nserver = "y"\n')


@pytest.mark.parametrize("text", ['area_code = "10"', 'allowed_sources = ["everywhere"]'])
def test_wrong_settings_of_the_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError):
        settings(tmp_path, f"[line]\n{text}\n")


def test_a_wrong_trunk_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(tmp_path, '[[line.trunk]]\nname = "a"\nserver = "b"\npassword = "very secret"\n')
    assert "very secret" not in f"{raised.value}{raised.value.__cause__}"


def test_a_password_needs_a_user() -> None:
    with pytest.raises(ValidationError, match="needs a user") as raised:
        Trunk(name="a", server="b", password="very secret")
    assert "very secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("number", "dialled"), [("01085230000", "+861085230000"), ("138-0013 8000", "913800138000"), ("*97#", "9*97#")]
)
def test_the_first_rule_that_fits_changes_a_number(number: str, dialled: str) -> None:
    rules = (DialRule(begins="0", strip=1, add="+86"), DialRule(add="9"))
    assert Trunk(name="a", server="b", dial=rules).dialled(number) == dialled


def test_without_a_rule_a_number_is_dialled_as_it_is() -> None:
    rules = (DialRule(begins="00", strip=2, add="+"),)
    assert Trunk(name="a", server="b", dial=rules).dialled("01085230000") == "01085230000"


@pytest.mark.parametrize("number", ["", "li", "13800138000@elsewhere", "1" * 40, "138\r\n0013"])
def test_what_cannot_be_dialled(number: str) -> None:
    with pytest.raises(ValueError, match="no telephone number"):
        Trunk(name="a", server="b").dialled(number)


def test_numbers_of_a_trunk_are_compared_in_canonical_form() -> None:
    trunk = Trunk(name="a", server="b", numbers=("85230000", "+86 10 8523 0001"))
    assert trunk.takes("01085230000", "010")
    assert trunk.takes("01085230001", "010")
    assert not trunk.takes("01085230002", "010")


def test_servers_and_networks() -> None:
    assert split_server("[2001:db8::1]:5070") == ("2001:db8::1", 5070)
    assert Trunk(name="a", server="[2001:db8::1]").realm_host == "[2001:db8::1]"
    assert [str(one) for one in networks_of(("192.0.2.7", "2001:db8::/32", "192.0.2.7/24"))] == [
        "192.0.2.7/32",
        "2001:db8::/32",
        "192.0.2.0/24",
    ]
