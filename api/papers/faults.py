"""What keeps the press from making a paper, with what people read of it."""


class Fault(Exception):
    """Why there is no paper. `template`: a template is at fault, not the machine."""

    def __init__(self, zh: str, en: str, *, template: bool = False) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.template = template


def of_template(where: str, line: int | None, why: str) -> Fault:
    """A template is wrong at this line."""
    place = f"{where}:{line}" if line else where
    return Fault(f"单据模板有误：{place}：{why}", f"the template is wrong: {place}: {why}", template=True)
