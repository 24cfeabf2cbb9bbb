"""The story of a call in plain lines, in Chinese or English. Pure: text out of records."""

from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas import CallDetail, TicketView
from scripts_lib.model import Text
from telephony.events import Side, Verdict

TEXTS = {
    "head": Text("第 {n} 通　{name}（{home}）　{number}　{kind}", "Call {n}   {name} ({home})   {number}   {kind}"),
    "ring": Text("  振铃　{rings} 响，{ring:.2f} 秒（误差 ±{error:.0f} 毫秒）：{verdict}；严格口径：{strict}",
                 "  rang      {rings}, {ring:.2f} s (error ±{error:.0f} ms): {verdict}; strict reading: {strict}"),
    "wait": Text("  等待　{wait:.2f} 秒后由 {agent} 接起", "  waited    {wait:.2f} s until {agent} picked up"),
    "talk": Text("  通话　{talk:.1f} 秒，{by}；{codec}，丢包 {lost}，抖动 {jitter:.1f} 毫秒",
                 "  talked    {talk:.1f} s, {by}; {codec}, {lost} lost, jitter {jitter:.1f} ms"),
    "heard": Text("  声音　双方都听到了对方", "  sound     both sides heard each other"),
    "ticket": Text("  投诉单　{ticket}　{weight}　{matter}", "  ticket    {ticket}   {weight}   {matter}"),
    "due": Text("    {rule}　{due} 前　{what}", "    {rule}  by {due}  {what}"),
    "took": Text("  全程　{took:.1f} 秒", "  took      {took:.1f} s"),
    "all": Text("{calls} 通电话都有通话记录和投诉单。", "All {calls} calls have their record and their ticket."),
    "failed": Text("第 {n} 通没有走完：{why}", "Call {n} did not reach its end: {why}"),
}  # fmt: skip
VERDICTS = {
    Verdict.MET: Text("三响之内", "within three rings"),
    Verdict.MISSED: Text("超过三响", "later than three rings"),
    Verdict.CANNOT_TELL: Text("在误差之内，无法判定", "too close to tell"),
}
SIDES = {
    Side.CALLER: Text("来电人先挂机", "the caller hung up first"),
    Side.AGENT: Text("坐席先挂机", "the agent hung up first"),
    Side.LINE: Text("线路挂断", "the line ended it"),
    Side.PARTY: Text("第三方先挂机", "the third party hung up first"),
}


def tell(key: str, lang: str, **values: object) -> str:
    """One line of the story."""
    return TEXTS[key].of(lang).format(**values)


def story(detail: CallDetail, ticket: TicketView, *, weight: str, agent: str, timezone: str, lang: str) -> list[str]:
    """What became of an answered call that has its ticket."""
    call, ring = detail.call, detail.call.ring
    assert ring is not None
    assert call.ended_by is not None
    rings = f"{ring.rings}" if lang == "zh" else f"{ring.rings} ring{'s' if ring.rings != 1 else ''}"
    lines = [
        tell(
            "ring",
            lang,
            rings=rings,
            ring=ring.ring_ms / 1000,
            error=ring.error_ms,
            verdict=VERDICTS[ring.verdict].of(lang),
            strict=VERDICTS[ring.strict].of(lang),
        ),
        tell("wait", lang, wait=detail.times_ms["picked_up"] / 1000, agent=agent),
        tell(
            "talk",
            lang,
            talk=call.talk_ms / 1000,
            by=SIDES[call.ended_by].of(lang),
            codec=detail.codec,
            lost=detail.lost,
            jitter=detail.jitter_ms,
        ),
        tell("heard", lang),
        tell("ticket", lang, ticket=ticket.number, weight=weight, matter=ticket.complaint.matter),
    ]
    zone = ZoneInfo(timezone)
    for clock in sorted(ticket.clocks, key=lambda one: one.due):
        due = datetime.fromtimestamp(clock.due, zone)
        lines.append(tell("due", lang, rule=clock.rule, due=f"{due:%m-%d %H:%M}", what=clock.what.of(lang)))
    return lines
