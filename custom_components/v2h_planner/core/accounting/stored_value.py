"""What stored energy is worth in money: what refilling it would cost. Never a price of the model: those hold penalties."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..home import ChargeControl, Storage
from ..plan import Plan, PlanSlot, StorageSlot

# A refill waits for the cheapest hours of so long a time; a car that is away for all of it, for the horizon's.
REFILL_WITHIN = timedelta(hours=24)
# The mean of less is that of so much.
_LEAST_KWH = 1e-3

type _Slot = tuple[PlanSlot, StorageSlot]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWorth:
    """What some energy in a battery is worth: yen, and the CO2 of what it need not import, kg."""

    yen: float
    co2_kg: float


@dataclass(frozen=True, slots=True)
class _Offer:
    """kWh of the battery that a slot can fill or use, and what each costs or spares."""

    kwh: float
    yen_per_kwh: float
    kg_per_kwh: float


def stored_worth(storage: Storage, kwh: float, plan: Plan, now: datetime) -> StoredWorth | None:
    """Return what `kwh` more in the battery (below zero: less) are worth at a plan's prices; None where nobody knows any.

        worth = kwh * min(refill, spared)
        refill = mean over the cheapest `kwh` of the next 24 h at home of: import price / charge efficiency,
                 export price / charge efficiency for sun that the plan sends out, 0 for sun that it throws away
        spared = mean over the dearest `kwh` of the horizon's uses: what is driven at the price of its refill,
                 what the house draws at import price * discharge efficiency, less what the unit itself draws meanwhile
                 and the battery's wear

    Above the max SOC, or where the room is full, the sun that goes out is the cheapest refill: what is stored is worth
    what exporting brings. Where nothing can be discharged `spared` is not asked for: all of it will be driven, and has to
    be charged at any price. In CO2 mode yen are yen as well; the CO2 is that of the same slots.
    """
    if not plan.priced:
        return None
    mean = _mean_worth(storage, max(abs(kwh), _LEAST_KWH), plan, now)
    if mean is None:
        return None
    return StoredWorth(yen=kwh * mean.yen_per_kwh + 0.0, co2_kg=kwh * mean.kg_per_kwh + 0.0)


def _mean_worth(storage: Storage, kwh: float, plan: Plan, now: datetime) -> _Offer | None:
    """Return what each of that many kWh costs to put in, but no more than it spares."""
    ahead = [
        (slot, part)
        for slot in plan.slots
        for part in slot.storages
        if slot.end > now and part.storage_id == storage.id
    ]
    soon = [pair for pair in ahead if pair[0].start < now + REFILL_WITHIN]
    at_home = _at_home(soon) or _at_home(ahead) or soon
    outage = plan.outage
    fills = (fill for slot, part in at_home for fill in _fills(storage, slot, part, now, outage=outage))
    refill = _mean(sorted(fills, key=_price), kwh)
    if refill is None or not storage.can_discharge:
        return refill
    driven_kwh = sum(part.driven_soc for _, part in ahead) * storage.capacity_kwh
    served = [_served(storage, slot, now) for slot, part in ahead if not part.away]
    uses = [replace(refill, kwh=driven_kwh), *served]
    spared = _mean(sorted(uses, key=_price, reverse=True), kwh)
    return refill if spared is None else min(refill, spared, key=_price)


def _at_home(pairs: Sequence[_Slot]) -> Sequence[_Slot]:
    return [pair for pair in pairs if not pair[1].away]


def _hours(slot: PlanSlot, now: datetime) -> float:
    """Return how much of a slot is left."""
    return (slot.end - max(slot.start, now)).total_seconds() / 3600.0


def _fills(
    storage: Storage, slot: PlanSlot, part: StorageSlot, now: datetime, *, outage: bool
) -> Iterator[_Offer]:
    """Yield what a slot can fill: from sun that the house has no use for, if the unit can follow it, and from the grid."""
    kwh_per_kw = _hours(slot, now) * storage.charge_efficiency
    fixed = storage.charge_control is ChargeControl.FIXED_RATE
    least_kw = storage.charge_max_kw if fixed else storage.charge_min_kw
    left_kw = storage.charge_max_kw
    lost_kw = 0.0 if outage else slot.curtail_kw
    if part.charge_kw + lost_kw + slot.export_kw >= least_kw:
        for sun_kw, yen in ((lost_kw, 0.0), (slot.export_kw, slot.export_yen_per_kwh)):
            power = min(sun_kw, left_kw)
            left_kw -= power
            yield _Offer(power * kwh_per_kw, yen / storage.charge_efficiency, 0.0)
    yield _Offer(
        left_kw * kwh_per_kw,
        slot.import_yen_per_kwh / storage.charge_efficiency,
        slot.co2_kg_per_kwh / storage.charge_efficiency,
    )


def _served(storage: Storage, slot: PlanSlot, now: datetime) -> _Offer:
    """Return what the house can use in a slot: what it draws beyond its sun, less the unit's own draw."""
    efficiency = storage.discharge_efficiency
    power = max(min(slot.load_kw - slot.pv_kw, storage.discharge_max_kw), 0.0)
    kept = max(power - storage.overhead_kw, 0.0) / power if power > 0.0 else 0.0
    return _Offer(
        power * _hours(slot, now) / efficiency,
        (slot.import_yen_per_kwh * kept - storage.degradation_yen_per_kwh) * efficiency,
        slot.co2_kg_per_kwh * kept * efficiency,
    )


def _price(offer: _Offer) -> float:
    return offer.yen_per_kwh


def _mean(offers: Iterable[_Offer], kwh: float) -> _Offer | None:
    """Return the mean of the first offers that make up that many kWh, or of all there are; None without any."""
    left, yen, kg = kwh, 0.0, 0.0
    for offer in offers:
        taken = min(offer.kwh, left)
        yen, kg, left = yen + taken * offer.yen_per_kwh, kg + taken * offer.kg_per_kwh, left - taken
        if left <= 0.0:
            break
    total = kwh - left
    return _Offer(total, yen / total, kg / total) if total > 0.0 else None
