"""kWh that slots offer or want, at what yen each: sorted once, then the first of them are taken."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..arrays import Floats


class Offer(NamedTuple):
    """So much of a slot, at a price."""

    yen_per_kwh: float
    kwh: float
    slot: int


def offered(yen_per_kwh: Floats, kwh: Floats, slot: int | None = None) -> Iterator[Offer]:
    """Yield what there is: one of each slot, or all of that one."""
    slots = range(len(kwh)) if slot is None else [slot] * len(kwh)
    for yen, amount, of in zip(yen_per_kwh.tolist(), kwh.tolist(), slots, strict=True):
        if amount > 0.0:
            yield Offer(yen, amount, of)


def first_of(offers: Iterable[Offer], slots: range, kwh: float) -> Iterator[tuple[float, float]]:
    """Yield yen per kWh and kWh of the first that make up that many, the last one in part; all, where they are not enough."""
    for yen, amount, slot in offers:
        if slot in slots:
            if amount >= kwh:
                yield yen, kwh
                return
            yield yen, amount
            kwh -= amount
