"""What the recorder has of a home: the past that the forecasts learn from."""

from dataclasses import dataclass, field

from .series import StepSeries


@dataclass(frozen=True, kw_only=True)
class History:
    """The last weeks, empty where the recorder has nothing.

    `load_kw`: the house without storages. `price`: the price entity, as it means it, in the main unit per kWh. `co2_kg`: per imported kWh.
    """

    load_kw: StepSeries = field(default_factory=StepSeries)
    pv_kw: StepSeries = field(default_factory=StepSeries)
    price: StepSeries = field(default_factory=StepSeries)
    co2_kg: StepSeries = field(default_factory=StepSeries)
