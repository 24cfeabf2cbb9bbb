"""What the Grafana dashboard asks Prometheus for, and whether a reading of `/metrics` has it."""

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

DASHBOARD = Path(__file__).parents[1] / "examples" / "grafana" / "sanxiang.json"
SELECTOR = re.compile(r"(?P<name>sanxiang_\w+)?(?:\{(?P<labels>[^}]*)\})?")
MATCHER = re.compile(r'(?P<label>\w+)(?P<how>=~|!~|!=|=)"(?P<value>[^"]*)"')


def expressions() -> list[str]:
    """Every panel's PromQL."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def selectors(expression: str) -> list[tuple[tuple[str, str, str], ...]]:
    """The selectors of an expression, each as matchers `(label, how, value)`; the name is the label `__name__`."""
    found = []
    for one in SELECTOR.finditer(expression):
        matchers = [(match["label"], match["how"], match["value"]) for match in MATCHER.finditer(one["labels"] or "")]
        if one["name"]:
            matchers.append(("__name__", "=", one["name"]))
        if matchers:
            found.append(tuple(matchers))
    return found


def unanswered(metrics: str) -> list[str]:
    """Selectors, and names of a choice of names, that no sample of this text answers."""
    samples = [
        {"__name__": sample.name} | sample.labels
        for family in text_string_to_metric_families(metrics)
        for sample in family.samples
    ]
    wanted = [one for expression in expressions() for selector in selectors(expression) for one in alone(selector)]
    return [str(one) for one in wanted if not any(all(fits(sample, *each) for each in one) for sample in samples)]


def alone(selector: tuple[tuple[str, str, str], ...]) -> list[tuple[tuple[str, str, str], ...]]:
    """A selector whose name is a choice, for each of its names: all are plotted, so all have to be there."""
    name = next(one for one in selector if one[0] == "__name__")
    rest = tuple(one for one in selector if one is not name)
    if name[1] == "=":
        return [selector]
    prefix, _, names = name[2].partition("(") if "(" in name[2] else ("", "", name[2])
    names, _, suffix = names.partition(")")
    return [(*rest, ("__name__", "=", prefix + one + suffix)) for one in names.split("|")]


def fits(sample: dict[str, str], label: str, how: str, value: str) -> bool:
    """Does a sample meet one matcher, as Prometheus reads it?"""
    has = sample.get(label, "")
    equal = re.fullmatch(value, has) is not None if "~" in how else has == value
    return equal is not how.startswith("!")
