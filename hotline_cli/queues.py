"""`hotline queues check`: what a site's queue file means, before callers find out.

Prints every queue with its rules in words; where a call to each number goes at a given time, overflow of closed
queues followed; or every fault as `file:line: queue: message`. Exit status 0: sound; 1: faults; 2: not readable.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.queues.opening import Openings
from api.queues.plan_file import SiteQueues, load
from api.settings import DeskSettings
from hotline_cli.desk_settings import settings_of
from hotline_cli.shell import quit_with
from scripts_lib.errors import InvalidData
from scripts_lib.loader import load as load_rules
from telephony.acd.plan import Overflow, QueuePlan, When, Where

queues_app = typer.Typer(help="Queues: check the site's queue file.", no_args_is_help=True)

WHEN = {
    When.WAITING: "等待 {after:g} 秒后 / after {after:g} s of waiting",
    When.NOBODY: "无坐席在岗 {after:g} 秒后 / after {after:g} s with no agent there",
    When.FULL: "排队已满 / when it is full",
    When.CLOSED: "非服务时间 / when it is closed",
}
WHERE = {
    Where.QUEUE: "转队列 / to queue {to}",
    Where.NUMBER: "转接号码 / call {to}",
    Where.ANNOUNCE: "系统应答并播报 / answer by machine and announce",
    Where.MESSAGE: "留言 / take a message",
    Where.GOODBYE: "告知后结束 / tell the caller and end (486 while it rings)",
}


@queues_app.callback()
def queues() -> None:
    """Queues: check the site's queue file."""


@queues_app.command("check")
def check_queues(
    file: Annotated[
        Path | None, typer.Argument(help="Queue file.", show_default="queues.yaml of the data folder")
    ] = None,
    at: Annotated[str, typer.Option(help="Local time of the site, as 2026-10-01T20:30.", show_default="now")] = "",
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
) -> None:
    """Check the queue file; say what it means, and where a call goes at a given time."""
    settings = settings_of(data)
    try:
        site = load(settings, file)
        calendar = load_rules(settings.rules_folder).calendar
    except InvalidData as invalid:
        for fault in invalid.errors:
            typer.echo(str(fault), err=True)
        typer.echo(f"发现 {len(invalid.errors)} 处错误 / {len(invalid.errors)} faults", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        quit_with(f"{error.filename} cannot be read: {error.strerror}. Name another file, or none for the default.")
    openings = Openings(site.plan, settings.zone, site.working_days(calendar.is_workday))
    wall = _wall(at, settings)
    for line in (*_plan(site), "", *_routes(site, openings, wall)):
        typer.echo(line)


def _wall(at: str, settings: DeskSettings) -> float:
    if not at:
        return dt.datetime.now(settings.zone).timestamp()
    try:
        given = dt.datetime.fromisoformat(at)
    except ValueError:
        quit_with(f"{at!r} is no time. Write the site's local time as 2026-10-01T20:30.")
    return (given if given.tzinfo else given.replace(tzinfo=settings.zone)).timestamp()


def _plan(site: SiteQueues) -> Iterator[str]:
    yield f"队列方案有效 / queue plan is valid: {site.source or '默认 / default, there is no file'}"
    for queue in site.plan.queues:
        yield from _queue(queue)
    for login, agent in site.agents.items():
        skills = ", ".join(f"{skill} {level}" for skill, level in agent.skills.items()) or "-"
        yield f"坐席 / agent {login}: 队列 / queues {', '.join(agent.queues) or '*'}; 技能 / skills {skills}"


def _queue(queue: QueuePlan) -> Iterator[str]:
    yield f"{queue.queue_id} 「{queue.name}」"
    yield f"  号码 / numbers: {', '.join(queue.numbers) or '-'}"
    if queue.site:
        yield f"  管理处 / site: {queue.site}"
    skill = f"; 技能 / skill {queue.skill}, 每 / every {queue.level_wait_s:g} s 降一级 / a level lower"
    yield f"  顺序 / order: {queue.order}, 每位 / each {queue.offer_s:g} s{skill if queue.skill else ''}"
    limits: dict[str, float] = {"优先级 / priority": queue.priority, "最多等候 / capacity": queue.capacity}
    limits |= {"未接标记 / marked after missed": queue.miss_limit, "话后整理 / wrap-up s": queue.wrap_up_s}
    yield "  " + "; ".join(f"{name} {value:g}" for name, value in limits.items() if value)
    if queue.hours:
        spans = "; ".join(f"{one.days} {one.start}-{one.end}" for one in queue.hours)
        yield f"  服务时间 / hours: {spans}"
    if queue.answer_after_s:
        callback = ", 按 1 回拨 / callback on 1" if queue.callback else ""
        yield f"  自动应答 / machine answer after {queue.answer_after_s:g} s{callback}"
    for rule in queue.overflow:
        yield f"  溢出 / overflow: {_when(rule)}: {_where(rule)}"


def _when(rule: Overflow) -> str:
    return WHEN[rule.when].format(after=rule.after_s)


def _where(rule: Overflow) -> str:
    return WHERE[rule.where].format(to=rule.to)


def _routes(site: SiteQueues, openings: Openings, wall: float) -> Iterator[str]:
    """Where calls go at this time, by the number called."""
    yield f"{openings.local(wall):%Y-%m-%d %H:%M}"
    for queue in site.plan.queues:
        change = openings.next_change(queue, wall)
        until = f", 至 / until {openings.local(change):%m-%d %H:%M}" if change is not None else ""
        state = "开放 / open" if openings.is_open(queue, wall) else "关闭 / closed"
        yield f"  {queue.queue_id}: {state}{until}"
    first = site.plan.queues[0]
    routes = {"其它号码 / any other number": first} | {
        number: queue for queue in site.plan.queues for number in queue.numbers
    }
    for number, queue in routes.items():
        yield f"  {number} → {' → '.join(_way(site, openings, wall, queue, frozenset()))}"


def _way(
    site: SiteQueues, openings: Openings, wall: float, queue: QueuePlan, passed: frozenset[str]
) -> Iterator[str]:
    """The queues that a call passes through because they are closed, and its end."""
    yield queue.queue_id
    if openings.is_open(queue, wall):
        return
    passed |= {queue.queue_id}
    closed = (one for one in queue.overflow if one.when is When.CLOSED)
    rule = next((one for one in closed if one.where is not Where.QUEUE or one.to not in passed), None)
    if rule is None:
        yield "在此等候 / waits here"
    elif rule.where is Where.QUEUE:
        yield from _way(site, openings, wall, site.plan.queue(rule.to), passed)
    else:
        yield _where(rule)
