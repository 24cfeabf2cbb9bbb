"""What a sample says of the calls it was drawn from, and what it does not. Pure.

Wilson's score interval (E. B. Wilson, JASA 22, 1927; in Newcombe's comparison of 1998 it is method 3) keeps its 95 %
also for few calls and shares near 0 or 1, where the usual one fails. All agents together are weighed by how many
calls each has; their interval is Wilson's with the effective number of calls that the stratified variance leaves.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import NormalDist

from api.schemas.quality_checks import Conclusion, Stratum
from scripts_lib.model import Text

SURE = 0.95
Z = NormalDist().inv_cdf((1 + SURE) / 2)
Cell = tuple[str, int]
"""An agent and a draw of the sample, from 0 on."""
Counted = Mapping[Cell, tuple[int, int]]
"""Graded and passed in each."""
NONE = (0, 0)
WIDE = 0.25
"""An interval that reaches further than this to one side compares nobody."""


def wilson(passed: float, of: float) -> tuple[float, float]:
    """The 95 % interval of a share, of 1; (0, 1) for no calls. `of` may be an effective number."""
    if of <= 0:
        return 0.0, 1.0
    share, square = passed / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    low = 0.0 if passed <= 0 else max(0.0, middle - reach)
    return low, 1.0 if passed >= of else min(1.0, middle + reach)


def of_agent(agent_id: str, strata: Sequence[Stratum], counted: Counted) -> Conclusion:
    """One agent's calls: in each draw they are in proportion over the queues, so counted as they are; of several
    draws each weighs as many calls as it was drawn from."""
    sizes = _sizes(strata)
    graded, passed = (sum(counted.get(cell, NONE)[place] for cell in sizes) for place in (0, 1))
    population, drawn = sum(sizes.values()), sum(one.drawn for one in strata)
    known, rate = _weighed(sizes, counted)
    low, high = _stratified(known, counted, rate) if len(known) > 1 else wilson(passed, graded)
    if graded == population and graded:  # nothing was left to chance
        low = high = passed / graded
    words = _words(graded, drawn, passed, low, high, whole=graded == population)
    return Conclusion(
        agent_id=agent_id,
        population=population,
        drawn=drawn,
        graded=graded,
        passed=passed,
        rate=rate,
        low=low,
        high=high,
        words=_of_parts(words, population - sum(known.values()) if graded else 0, rate if len(known) > 1 else None),
    )


def of_all(strata: Sequence[Stratum], counted: Counted) -> Conclusion:
    """Everybody's calls; each agent weighs as many calls as there are."""
    sizes = _sizes(strata)
    graded, passed = (sum(one[place] for one in counted.values()) for place in (0, 1))
    drawn = sum(one.drawn for one in strata)
    known, rate = _weighed(sizes, counted)
    low, high = _stratified(known, counted, rate)
    missing = len({agent for agent, _ in sizes} - {agent for agent, _ in known})
    left = sum(size for (agent, part), size in sizes.items() if (agent, part) not in known) if not missing else 0
    return Conclusion(
        agent_id="",
        population=sum(sizes.values()),
        drawn=drawn,
        graded=graded,
        passed=passed,
        rate=rate,
        low=low,
        high=high,
        words=_of_parts(_words_of_all(graded, drawn, rate, low, high, missing), left if graded else 0, None),
    )


def _sizes(strata: Sequence[Stratum]) -> dict[Cell, int]:
    """How many calls each cell was drawn from."""
    sizes: dict[Cell, int] = {}
    for one in strata:
        cell = one.agent_id, one.part
        sizes[cell] = sizes.get(cell, 0) + one.population
    return sizes


def _weighed(sizes: Mapping[Cell, int], counted: Counted) -> tuple[dict[Cell, int], float | None]:
    """The cells of which something was graded, with their sizes; the share of content calls among all of theirs."""
    known = {cell: size for cell, size in sizes.items() if size and counted.get(cell, NONE)[0]}
    whole = sum(known.values())
    share = sum(size * counted[cell][1] / counted[cell][0] for cell, size in known.items())
    return known, share / whole if whole else None


def _of_parts(words: Text, left: int, rate: float | None) -> Text:
    """What has to be said besides of a sample that was drawn in parts: that they were weighed, and what of it was
    graded nowhere yet."""
    zh, en = words.zh, words.en
    if rate is not None:
        zh += f"。分次抽取，按各次可抽通话数加权，估计为 {_percent(rate)}"
        en += f". Drawn in parts, each weighed by its calls: about {_percent(rate)}"
    if left:
        zh += f"。补抽的那一次尚未评分，其中 {left} 通未计入"
        en += f". A later draw is not graded yet: its {left} calls are not in it"
    return Text(zh, en)


def _stratified(sizes: Mapping[Cell, int], counted: Counted, rate: float | None) -> tuple[float, float]:
    if rate is None:
        return 0.0, 1.0
    whole, graded = sum(sizes.values()), sum(counted[cell][0] for cell in sizes)
    variance = 0.0
    for cell, size in sizes.items():
        of, passed = counted[cell]
        share = (passed + 1) / (of + 2)  # Laplace's: a stratum where all agree is not without chance
        variance += (size / whole) ** 2 * share * (1 - share) / of * (1 - of / size if of < size else 0.0)
    if variance == 0.0:  # every call was graded
        return rate, rate
    smoothed = (rate * graded + 1) / (graded + 2)
    effective = min(graded, smoothed * (1 - smoothed) / variance) if len(sizes) > 1 else float(graded)
    return wilson(rate * effective, effective)


def expected(strata: Sequence[Stratum], per_agent: int) -> tuple[Text, ...]:
    """What a sample of this size can say at best, before it is drawn."""
    drawn, population = sum(one.drawn for one in strata), sum(one.population for one in strata)
    if not drawn:
        return (Text("该月没有可抽的通话", "there is no call to draw in this month"),)
    least = wilson(per_agent, per_agent)[0]
    low, high = wilson(drawn * 0.9, drawn)
    return (
        Text(
            f"共 {population} 通可抽，抽 {drawn} 通，每名坐席至多 {per_agent} 通，按队列通话量分配",
            f"{drawn} of {population} calls, at most {per_agent} an agent, over the queues in proportion",
        ),
        Text(
            f"合计：若实际合格率为 90%，区间约 {_percent(low)}～{_percent(high)}",
            f"all together: were 90 % content, the interval would be about {_percent(low)} to {_percent(high)}",
        ),
        Text(
            f"单名坐席：{per_agent} 通即使全部合格，也只能说合格率不低于 {_percent(least)}（95% 置信），"
            "不能据此排名或扣分",
            f"one agent: even if all {per_agent} are content, one can say no more than at least {_percent(least)} "
            "(95 % sure); no ranking and no points follow from it",
        ),
        Text(
            "要把单名坐席的误差控制在 ±10 个百分点内，需抽约 97 通",
            "for one agent within 10 points either way, about 97 calls would be needed",
        ),
    )


def _words(graded: int, drawn: int, passed: int, low: float, high: float, *, whole: bool) -> Text:
    if not graded:
        return Text(f"已抽 {drawn} 通，尚未评分，什么也不能说", f"{drawn} drawn, none graded: nothing can be said")
    if whole:
        return Text(
            f"全部 {graded} 通都已评分，合格率就是 {_percent(low)}", f"all {graded} calls are graded: {_percent(low)}"
        )
    said = (
        f"{graded} 通中 {passed} 通合格；该坐席全部通话的合格率在 {_percent(low)}～{_percent(high)} 之间（95% 置信）"
    )
    told = (
        f"{passed} of {graded} content; of all the agent's calls {_percent(low)} to {_percent(high)} are (95 % sure)"
    )
    open_now = drawn - graded
    if open_now:
        said, told = f"{said}；还有 {open_now} 通未评", f"{told}; {open_now} are not graded yet"
    if high - low > 2 * WIDE:
        return Text(
            f"{said}。区间太宽：不能据此与别人比较，更不能扣分，只能就具体通话辅导",
            f"{told}. Too wide to compare anybody or to take points: coach on the calls themselves",
        )
    return Text(f"{said}。区间不重叠时才能说谁更好", f"{told}. Only where intervals do not overlap is one better")


def _words_of_all(graded: int, drawn: int, rate: float | None, low: float, high: float, missing: int) -> Text:
    if rate is None:
        return Text(f"已抽 {drawn} 通，尚未评分，什么也不能说", f"{drawn} drawn, none graded: nothing can be said")
    between = f"{_percent(low)}～{_percent(high)}"
    said = f"已评 {graded}/{drawn} 通；全体通话的合格率估计为 {_percent(rate)}，在 {between} 之间（95% 置信）"
    told = f"{graded} of {drawn} graded; {_percent(rate)} of all calls, within {between} (95 % sure)"
    if missing:
        said = f"{said}；{missing} 名坐席尚无评分，未计入"
        told = f"{told}; {missing} agents without a grade are not in it"
    elif graded < drawn:
        said, told = f"{said}；未评完前只是初步结果", f"{told}; preliminary until all are graded"
    return Text(said, told)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
