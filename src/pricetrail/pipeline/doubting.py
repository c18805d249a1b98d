"""What a finding leaves in quarantine beside prices that are hard to believe: invalid records."""

from uuid import UUID

from pricetrail import quarantine
from pricetrail.clock import Clock
from pricetrail.crud.entries import Raising
from pricetrail.errors import RecordInvalid
from pricetrail.pipeline.findings import Finding
from pricetrail.schema import Quarantined, Target
from pricetrail.store.base import Store


async def invalid_in(
    store: Store,
    target: Target | None,
    uuid: UUID,
    finding: Finding,
    *,
    clock: Clock,
    raising: Raising | None,
) -> Quarantined | None:
    """The record of a finding that is not valid; it takes the place of what waited there."""
    if target is None or not isinstance(finding.error, RecordInvalid):
        return None
    await quarantine.follow_up(store, target, None, clock=clock, raising=raising)
    return quarantine.invalid(target, uuid, finding.error, finding.archive_ref)
