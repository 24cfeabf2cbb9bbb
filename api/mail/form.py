"""A letter as a complaint form (CMP-6): what it says by itself is filled in, the rest is proposed. Pure.

A telephone number, building and room are looked for in the words; weight, nature, content and department follow from
the same words as on the console (`scripts_lib.advice`). A person checks it all: the letter stays beside it.
"""

import re
from collections.abc import Sequence

import msgspec

from api.mail.letter import Letter
from api.privacy import normalised, plausible
from api.schemas import Complaint
from scripts_lib.advice import suggest
from scripts_lib.loader import Library
from scripts_lib.model import Content, Kind, Nature, Weight

LONGEST_MATTER = 2000
BY_MAIL = "电子邮件来件，待核实 / by e-mail, to be checked"
KIND_WORDS = {
    "lift_trapped": ("困在电梯", "电梯困人", "关在电梯"),
    "lift_fault": ("电梯",),
    "water_leak": ("漏水", "渗水", "跑水", "爆管"),
    "water_cut": ("停水", "没水", "断水"),
    "power_cut": ("停电", "没电", "断电", "跳闸"),
    "renovation_noise": ("装修", "噪音", "电钻", "施工"),
    "parking": ("停车", "车位", "车库"),
    "fees": ("物业费", "收费", "发票", "多收", "缴费"),
    "staff_attitude": ("态度", "骂人", "辱骂"),
    "cleaning": ("保洁", "垃圾", "卫生", "打扫"),
    "greenery": ("绿化", "草坪", "树枝"),
    "pests": ("蟑螂", "老鼠", "白蚁", "虫"),
    "security": ("小偷", "被盗", "保安", "门禁", "陌生人"),
    "home_repair": ("维修", "报修"),
    "public_facilities": ("路灯", "健身器材", "楼道灯", "公共设施"),
    "mail": ("快递", "信件", "邮件丢"),
}
_PHONE = re.compile(r"(?<![\d-])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_HOME = re.compile(
    r"(?P<building>[0-9A-Za-z一二三四五六七八九十]{1,4})\s*(?:号楼|栋|幢|座|#)\s*"
    r"(?:(?P<unit>[0-9A-Za-z一二三四五六七八九十]{1,3})\s*单元\s*)?(?P<room>\d{2,5})"
)
_DASHED = re.compile(r"(?<![\d-])(\d{1,3})[-－](\d{1,2})[-－](\d{3,4})(?![\d-])")
_QUOTED = re.compile(r"^(>|-{2,}\s*(原始邮件|original message)|在.{4,60}写道[：:]|on .{4,80} wrote:)", re.I)


def own_words(text: str) -> str:
    """The letter without what it quotes of an earlier one: what stands above the quotation, else below it."""
    kept: list[str] = []
    for line in text.split("\n"):
        if _QUOTED.match(line.strip()):
            if "".join(kept).strip():
                break
            continue
        kept.append(line)
    return "\n".join(kept).strip() or text


def joined(letters: Sequence[Letter]) -> Letter:
    """The first letter with the words of those that complete it, oldest first. Raises IndexError for none."""
    words = "\n\n".join(own_words(one.text) for one in letters)
    return msgspec.structs.replace(letters[0], text=words)


def phone_in(text: str) -> str:
    """The first telephone number in the words, normalised; empty for none."""
    for found in _PHONE.finditer(text):
        number = normalised(found[1])
        if plausible(number):
            return number
    return ""


def place_in(text: str) -> str:
    """Building, unit and room as the words name them: `3-1-502`; empty for none."""
    dashed = _DASHED.search(text)
    if dashed:
        return "-".join(dashed.groups())
    found = _HOME.search(text)
    return "-".join(one for one in (found["building"], found["unit"], found["room"]) if one) if found else ""


def complaint_of(letter: Letter, library: Library) -> Complaint:
    """The form as far as the letter fills it."""
    words = own_words(letter.text)
    text = f"{letter.subject}\n{words}".strip()
    kind = _kind(text, library)
    form = Complaint(
        contact=letter.sender_name or letter.sender.partition("@")[0],
        phone=phone_in(text),
        place=place_in(text),
        happened_at="",
        target="",
        matter=text[:LONGEST_MATTER],
        demand=BY_MAIL,
        kind=kind.value,
        nature=Nature.VALID,
        content=kind.content,
        weight=kind.weight,
        department=kind.department,
        notes=f"电子邮件 / e-mail: {letter.sender}",
    )
    fields = {"matter": form.matter, "weight": form.weight, "nature": form.nature, "content": form.content}
    proposed = {one.field: one.value for one in suggest(library.rules.advice, fields, "")}
    return msgspec.structs.replace(
        form,
        weight=Weight(proposed.get("weight", form.weight)),
        nature=Nature(proposed.get("nature", form.nature)),
        content=Content(proposed.get("content", form.content)),
        department=proposed.get("department", form.department),
    )


def _kind(text: str, library: Library) -> Kind:
    """The first kind whose words the letter has; `other` where none is."""
    kinds = {kind.value: kind for kind in library.rules.catalogue.kinds}
    for value, words in KIND_WORDS.items():
        if value in kinds and any(word in text for word in words):
            return kinds[value]
    return kinds.get("other", library.rules.catalogue.kinds[-1])
