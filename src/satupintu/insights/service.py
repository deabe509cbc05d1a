"""How long it really takes: measured from closed cases, never from a promise."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from satupintu.insights.models import ClosedCase
from satupintu.kernel import tenancy

FEWEST = 5
SAMPLE = 500

_USUAL = """
    SELECT count(*),
           percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY legal_days)
    FROM (
        SELECT legal_days FROM insights_closedcase
        WHERE tenant_id = %s AND service_code = %s AND outcome <> 'withdrawn'
        ORDER BY closed_at DESC LIMIT %s
    ) AS recent
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """Working days on the legal clock of the latest closed cases.

    `n` cases; eight in ten took between `p10` and `p90`, half at most `p50`.
    """

    n: int
    p10: float
    p50: float
    p90: float


def usual(service_code: str) -> Usual | None:
    """How long the latest cases took; None when fewer than `FEWEST` are closed."""
    with connection.cursor() as cursor:
        cursor.execute(_USUAL, [tenancy.current_id(), service_code, SAMPLE])
        n, quantiles = cursor.fetchone()
    if n < FEWEST:
        return None
    return Usual(n, *quantiles)


def record_closed(
    *,
    case_id: uuid.UUID,
    service_code: str,
    outcome: str,
    legal_days: float,
    gross_days: float,
    closed_at: datetime,
) -> None:
    """Add a closed case to the sample; a repeated call changes nothing."""
    ClosedCase.objects.get_or_create(
        case_id=case_id,
        defaults={
            "service_code": service_code,
            "outcome": outcome,
            "legal_days": legal_days,
            "gross_days": gross_days,
            "closed_at": closed_at,
        },
    )
