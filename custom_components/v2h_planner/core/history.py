"""What the recorder remembers of a home."""

from dataclasses import dataclass, field

from .series import StepSeries


@dataclass(frozen=True, kw_only=True)
class History:
    """The last weeks: house load without storages and PV in kW, the price entity in its own unit, CO2 in kg/kWh."""

    load_kw: StepSeries = field(default_factory=StepSeries)
    pv_kw: StepSeries = field(default_factory=StepSeries)
    price: StepSeries = field(default_factory=StepSeries)
    co2_kg: StepSeries = field(default_factory=StepSeries)
