"""The file of settings that a new data folder gets: every setting stands there, with its default."""

import re
import tomllib
from pathlib import Path

import pytest

from api.mail.settings import MailSettings
from api.settings import DeskSettings
from hotline_cli.serve import TEMPLATE
from telephony.settings import LineSettings
from telephony.settings_file import FILE, SectionSettings

BLOCKS = ("trunk", "alarm", "shift", "departments", "managers")
"""Settings that are tables: an example of each stands behind `#!`."""
SECTIONS: tuple[type[SectionSettings], ...] = (LineSettings, DeskSettings, MailSettings)


def uncommented(mark: str) -> str:
    return re.sub(rf"(?m)^{mark} (?=\[|[a-z_]+ = )", "", TEMPLATE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", SECTIONS)
def test_every_setting_stands_there_with_its_default(kind: type[SectionSettings], tmp_path: Path) -> None:
    said = tomllib.loads(uncommented("#"))[kind.section]
    assert set(said) == kind.model_fields.keys() - {"data", *BLOCKS}
    plain = {name: value for name, value in said.items() if kind.model_fields[name].default is not None}
    assert kind(data=tmp_path, **plain) == kind(data=tmp_path)


def test_the_examples_are_taken_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(uncommented("#!"), encoding="utf-8")
    line, desk, mail = (kind.load(tmp_path) for kind in SECTIONS)
    assert isinstance(line, LineSettings)
    assert isinstance(desk, DeskSettings)
    assert isinstance(mail, MailSettings)
    assert type(line.trunk[0]).model_fields.keys() == line.trunk[0].model_fields_set
    assert type(desk.alarm[0]).model_fields.keys() == desk.alarm[0].model_fields_set
    assert desk.shift[0].key == "day"
    assert mail.departments
    assert mail.managers
