"""Rings as a waiting caller hears them, counted by the site's ring plan since the INVITE (LINE-1). Pure."""

from dataclasses import dataclass

from api.schemas import RingPlan

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class Rings:
    """Where a ringing call is."""

    number: int
    """The ring that sounds, or sounded last, from 1."""
    sounding: bool
    """True in the tone, False in the pause after it."""
    left_ms: int
    """Milliseconds to the limit in force; negative beyond it."""
    over: bool
    """The limit in force has passed: the fourth ring has begun."""
    limit: int
    """How many rings are within the limit (three)."""


def count(plan: RingPlan, elapsed_ms: int) -> Rings:
    """The rings of a call whose INVITE came `elapsed_ms` milliseconds ago."""
    elapsed = max(0, elapsed_ms)
    return Rings(
        number=elapsed // plan.period_ms + 1,
        sounding=elapsed % plan.period_ms < plan.ring_ms,
        left_ms=plan.limit_ms - elapsed,
        over=elapsed >= plan.limit_ms,
        limit=max(1, round(plan.limit_ms / plan.period_ms)),
    )


def circled(number: int) -> str:
    """① to ⑳; a larger number in brackets."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"
