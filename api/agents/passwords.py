"""What a password must be: long enough, not the login or the name, and not one that guessers try first. Pure.

zxcvbn judges how soon a guesser would come to it: by lists of leaked passwords, names, keyboard rows, dates and
sequences. With the lock-out, what needs a million guesses is enough (its score 2).
"""

from collections.abc import Sequence

from zxcvbn import zxcvbn

from api.errors import Invalid

LEAST = 8
MOST = 128
JUDGED = 72
"""The judge takes no more characters than this; longer ones are not weaker."""
NEEDED = 2
COMMON = (
    *("woaini", "aini", "520", "1314", "5201314", "nihao", "laopo", "baobei", "mima", "wode", "asd", "qaz"),
    *("zhang", "wang", "li", "liu", "chen", "yang", "huang", "zhao", "wu", "zhou", "xiao", "ming", "wei"),
    *("wuye", "kefu", "yezhu", "tousu", "xiaoqu", "rexian", "hotline", "sanxiang", "admin", "beijing", "shanghai"),
)
"""What people here put into passwords, beside what the judge's own lists have."""


def check(password: str, *own: str) -> None:
    """Whether it may be a password of somebody whose login and names are `own`. Raises Invalid."""
    zh, en = _fault(password, [one for one in own if one])
    if en:
        raise Invalid(zh, en, {"password": f"{zh} / {en}"})


def _fault(password: str, own: Sequence[str]) -> tuple[str, str]:
    if len(password) < LEAST:
        return f"密码至少 {LEAST} 位", f"a password has at least {LEAST} characters"
    if len(password) > MOST:
        return f"密码最多 {MOST} 位", f"a password has at most {MOST} characters"
    low = password.casefold()
    if any(one.casefold() == low or (len(one) >= 3 and one.casefold() in low) for one in own):
        return "密码不能包含工号或姓名", "a password must not contain the login or the name"
    if zxcvbn(password[:JUDGED], user_inputs=[*own, *COMMON])["score"] < NEEDED:
        return (
            "这个密码太容易猜到，请换一个：几个不相干的词连起来就很好",
            "this password is guessed soon; choose another one: a few words that have nothing to do with each other",
        )
    return "", ""
