"""What a role play says on the terminal, in Chinese or English."""

from scripts_lib.model import Text

TEXTS = {
    "begins": Text(
        "情景演练：{calls} 位模拟来电人将依次来电。正在启动 …",
        "Role play: {calls} simulated callers will call one after another. Starting ...",
    ),
    "call": Text("第 {n} 通：{total} 分", "Call {n}: {total} points"),
    "lacking": Text("（缺：{lacking}）", " (lacking: {lacking})"),
    "passed": Text("平均 {total} 分，合格（{need} 分）。", "{total} on average: passed ({need})."),
    "failed": Text(
        "平均 {total} 分，未达到 {need} 分，请再练一次。", "{total} on average, below {need}: train again, please."
    ),
    "paper": Text("合格证书：{path}", "Certificate: {path}"),
    "no_paper": Text("证书没有写成：{why}", "The certificate was not written: {why}"),
}


def tell(key: str, lang: str, **values: object) -> str:
    """One line."""
    return TEXTS[key].of(lang).format(**values)
