"""Quality over the desk's REST."""

from urllib.parse import quote, urlencode

import msgspec

from api.schemas.quality import (
    AppealRuling,
    CasePage,
    Confirmation,
    Entered,
    Fairness,
    MonthPage,
    NewAdjustment,
    QualityCase,
    Reason,
    RuleView,
    StaffName,
)
from console.qa.check_rest import CheckRest


class QualityRest(CheckRest):
    """`console.qa.records.QualityRecords`."""

    @property
    def address(self) -> str:
        """The desk's address."""
        return self._address

    async def people(self) -> tuple[StaffName, ...]:
        """GET /api/quality/people."""
        return self._read(await self._send("GET", "/api/quality/people"), tuple[StaffName, ...])

    async def rules_of_quality(self) -> tuple[RuleView, ...]:
        """GET /api/quality/rules."""
        return self._read(await self._send("GET", "/api/quality/rules"), tuple[RuleView, ...])

    async def cases(self, month: str) -> CasePage:
        """GET /api/quality/cases."""
        return self._read(await self._send("GET", f"/api/quality/cases?{_of(month)}&limit=200"), CasePage)

    async def scores(self, month: str) -> MonthPage:
        """GET /api/quality/scores."""
        return self._read(await self._send("GET", f"/api/quality/scores?{_of(month)}"), MonthPage)

    async def fairness(self, month: str) -> Fairness:
        """GET /api/quality/fairness."""
        return self._read(await self._send("GET", f"/api/quality/fairness?{_of(month)}"), Fairness)

    async def confirm(self, case_id: str, said: Confirmation) -> QualityCase:
        """POST /api/quality/cases/{case_id}/confirm."""
        return await self._decide(case_id, "confirm", said)

    async def reject(self, case_id: str, reason: str) -> QualityCase:
        """POST /api/quality/cases/{case_id}/reject."""
        return await self._decide(case_id, "reject", Reason(reason=reason))

    async def appeal(self, case_id: str, reason: str) -> QualityCase:
        """POST /api/quality/cases/{case_id}/appeal."""
        return await self._decide(case_id, "appeal", Reason(reason=reason))

    async def rule(self, case_id: str, ruling: AppealRuling) -> QualityCase:
        """POST /api/quality/cases/{case_id}/ruling."""
        return await self._decide(case_id, "ruling", ruling)

    async def withdraw(self, case_id: str, reason: str) -> QualityCase:
        """POST /api/quality/cases/{case_id}/withdraw."""
        return await self._decide(case_id, "withdraw", Reason(reason=reason))

    async def adjust(self, agent_id: str, month: str, points: int, reason: str) -> None:
        """POST /api/quality/adjustments."""
        body = NewAdjustment(agent_id=agent_id, month=month, points=points, reason=reason)
        self._read(await self._send("POST", "/api/quality/adjustments", body=body), Entered)

    async def _decide(self, case_id: str, what: str, body: msgspec.Struct) -> QualityCase:
        path = f"/api/quality/cases/{quote(case_id, safe='')}/{what}"
        return self._read(await self._send("POST", path, body=body), QualityCase)


def _of(month: str) -> str:
    return urlencode({"month": month}) if month else ""
