"""The homes and contracts that a backtest is about."""

from dataclasses import dataclass, replace
from datetime import time

from custom_components.v2h_planner.core.forecast.clear_sky import Place
from custom_components.v2h_planner.core.home import Departure, GridTerms, Home, Storage, StorageKind
from custom_components.v2h_planner.core.tariff.import_terms import MarketTerms

from .synthetic import Family

EV = "ev"
WORKDAYS = frozenset(range(5))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A family: roof, home and how it drives (for generated trips). `place`: in whole degrees, as a home takes it."""

    number: int
    kwp: float
    home: Home
    family: Family
    place: Place = Place(36, 140)  # Tokyo


def _home(capacity_kwh: float, departure: Departure) -> Home:
    return Home(
        storages=(
            Storage(
                id=EV,
                name="EV",
                kind=StorageKind.V2H_EV,
                capacity_kwh=capacity_kwh,
                charge_max_kw=6.0,
                charge_min_kw=1.0,
                discharge_max_kw=6.0,
                charge_efficiency=0.9,
                discharge_efficiency=0.9,
                overhead_kw=0.1,
                departures=(departure,),
            ),
        ),
        grid=GridTerms(contract_kw=10.0),
    )


# What the drivers told the planner at first; it goes by their habits as soon as it knows them.
PROFILES = {
    1: Profile(
        number=1,
        kwp=4.5,
        home=_home(
            40.0, Departure(weekdays=WORKDAYS, leave=time(7, 30), back=time(18, 30), soc=0.3, energy_kwh=3.0)
        ),
        family=Family(),
    ),
    2: Profile(
        number=2,
        kwp=6.0,
        home=_home(
            66.0, Departure(weekdays=WORKDAYS, leave=time(6, 45), back=time(18, 30), soc=0.35, energy_kwh=9.0)
        ),
        family=Family(commute_kwh=8.5, errand_kwh=7.0, outing_kwh=36.0, outing_share=0.25),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a kWh costs and earns."""

    # Tokyo: 6.9 % loss at low voltage, 10 % tax; adders: wheeling, service, levy, all with tax
    market: MarketTerms = MarketTerms(loss=0.069, tax=0.1, adders_yen_per_kwh=19.09)
    export_yen_per_kwh: float = 8.5


def changed(home: Home, changes: dict[str, float]) -> Home:
    """Return the home with other numbers, by the field names of its storage, or `contract_kw`."""
    grid = home.grid
    fields = dict(changes)
    if "contract_kw" in fields:
        grid = replace(grid, contract_kw=fields.pop("contract_kw"))
    unknown = [name for name in fields if name not in Storage.__dataclass_fields__]
    if unknown:
        raise ValueError(f"a storage has no {', '.join(unknown)}")
    return replace(home, grid=grid, storages=tuple(replace(s, **fields) for s in home.storages))  # type: ignore[arg-type]
