"""Forecasts of the next hours on the slots of one horizon: load, sun, prices, CO2, trips."""

from dataclasses import dataclass

from ..arrays import Bools, Floats


@dataclass(frozen=True, kw_only=True)
class TripForecast:
    """One storage's expected absences.

    `away`: share of each slot in which it is not plugged in, 0 to 1, shape (N,).
    `trip_kwh`: energy drawn by driving in each slot, shape (N,); zero for a home battery.
    `reserve_kwh`: levels n_1 < .. < n_R of energy that an unplanned trip may need, shape (R,).
    `reserve_weight`: yen per kWh short of each level and per hour, shape (N, R).
    """

    storage_id: str
    away: Floats
    trip_kwh: Floats
    reserve_kwh: Floats
    reserve_weight: Floats


@dataclass(frozen=True, kw_only=True)
class Forecasts:
    """Everything the plan needs of the future, arrays of shape (N,) on one horizon, no NaN.

    `import_yen_per_kwh` is what one more kWh from the grid costs, all-in; `export_yen_per_kwh` what
    one exported earns. `price_known` marks the slots whose price is published, the rest is forecast.
    `pv_low_kw`, `pv_high_kw`: exceeded in 9 and in 1 of 10 cases, None where not known. `priced`: prices are known or
    forecast; otherwise `import_yen_per_kwh` is no more than a guess to plan with.
    """

    load_kw: Floats
    pv_kw: Floats
    import_yen_per_kwh: Floats
    export_yen_per_kwh: Floats
    co2_kg_per_kwh: Floats
    price_known: Bools
    trips: tuple[TripForecast, ...]
    pv_low_kw: Floats | None = None
    pv_high_kw: Floats | None = None
    priced: bool = True
