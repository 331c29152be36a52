"""kWh that can be had or used, at what yen each: sorted once, then the first of them are taken."""

from collections.abc import Iterable, Iterator

import numpy as np

from ..arrays import Floats

type Offer = tuple[float, float]  # yen/kWh, kWh


def sorted_offers(*parts: tuple[Floats, Floats], dearest_first: bool = False) -> list[Offer]:
    """Return what is offered, the cheapest or the dearest first; each part has its yen/kWh and its kWh."""
    yen, kwh = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    some = kwh > 0.0
    yen, kwh = yen[some], kwh[some]
    order = np.argsort(-yen if dearest_first else yen, kind="stable")
    return list(zip(yen[order].tolist(), kwh[order].tolist(), strict=True))


def first_of(offers: Iterable[Offer], kwh: float) -> Iterator[Offer]:
    """Yield the first of them that make up that many kWh, the last one in part; all, where they are not enough."""
    for yen, amount in offers:
        if amount >= kwh:
            yield yen, kwh
            return
        yield yen, amount
        kwh -= amount
