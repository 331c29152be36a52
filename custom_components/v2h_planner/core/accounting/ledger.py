"""Metered slots and their sums: cost, CO2, self-consumption. What is not known is marked, never counted as zero."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..home import Storage


class Mark(StrEnum):
    """Where an energy comes from, best first."""

    MEASURED = "m"
    DERIVED = "d"  # from what other meters show, or from means that the recorder has kept
    MISSING = "x"  # not, or not wholly, metered: what is there is a part


class Known(StrEnum):
    """How well a price or the CO2 of a kWh was known when it counted, best first."""

    KNOWN = "k"
    FORECAST = "f"
    MISSING = "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one slot: `grid` of import and export, `storages` of what was charged and discharged."""

    grid: Mark = Mark.MEASURED
    pv: Mark = Mark.MEASURED
    storages: Mark = Mark.MEASURED
    load: Mark = Mark.DERIVED
    price: Known = Known.KNOWN
    co2: Known = Known.KNOWN

    def worse(self, other: Marks) -> Marks:
        """Return the marks of two parts together: of each the worse one."""
        return Marks(
            grid=_worse(self.grid, other.grid),
            pv=_worse(self.pv, other.pv),
            storages=_worse(self.storages, other.storages),
            load=_worse(self.load, other.load),
            price=_worse(self.price, other.price),
            co2=_worse(self.co2, other.co2),
        )


def _worse[M: (Mark, Known)](one: M, other: M) -> M:
    order = list(type(one))
    return max(one, other, key=order.index)


ALL_KNOWN = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeteredStorage:
    """One storage over one metered slot, kWh; charge and discharge on the AC side.

    `connected`: at home at the slot's start. `drive_kwh`: taken by driving. `soc_end`: a fraction.
    `on_hours`: how long its relay was closed. `unexplained_kwh`: what its SOC has gained (below zero: lost) beyond
    what meters and driving explain. `ours`: the planner commanded it; what others did is nobody's saving.
    """

    storage_id: str
    connected: bool
    charge_kwh: float
    discharge_kwh: float
    drive_kwh: float
    soc_end: float | None
    on_hours: float = 0.0
    unexplained_kwh: float = 0.0
    ours: bool = True

    def stored_kwh(self, storage: Storage) -> float:
        """Return what its meter says that the battery gained, kWh."""
        return storage.stored_kw(self.charge_kwh) + storage.stored_kw(-self.discharge_kwh)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeteredSlot:
    """What the meters counted in one slot, kWh, with the slot's prices.

    `hours`: how much of it was metered; the rest is a gap. `outage`: the grid was away. At a price that nobody knows
    nothing is paid or earned: `marks` says so.
    """

    start: datetime
    hours: float
    import_kwh: float
    export_kwh: float
    curtailed_kwh: float
    load_kwh: float
    pv_kwh: float
    import_yen_per_kwh: float
    export_yen_per_kwh: float
    co2_kg_per_kwh: float
    storages: tuple[MeteredStorage, ...] = ()
    marks: Marks = ALL_KNOWN
    outage: bool = False

    @property
    def priced(self) -> bool:
        """Whether anybody knows its prices."""
        return self.marks.price is not Known.MISSING

    @property
    def import_yen(self) -> float:
        """What import costs."""
        return self.import_kwh * self.import_yen_per_kwh if self.priced else 0.0

    @property
    def export_yen(self) -> float:
        """What export earns."""
        return self.export_kwh * self.export_yen_per_kwh if self.priced else 0.0

    @property
    def cost_yen(self) -> float:
        """Import paid, less export earned."""
        return self.import_yen - self.export_yen

    @property
    def co2_kg(self) -> float:
        """CO2 of what was imported."""
        return self.import_kwh * self.co2_kg_per_kwh


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over metered slots; `cost_yen` is `import_yen` less `export_yen`."""

    cost_yen: float = 0.0
    co2_kg: float = 0.0
    import_kwh: float = 0.0
    export_kwh: float = 0.0
    pv_kwh: float = 0.0
    load_kwh: float = 0.0
    drive_kwh: float = 0.0
    charge_kwh: float = 0.0
    discharge_kwh: float = 0.0
    import_yen: float = 0.0
    export_yen: float = 0.0

    @property
    def self_consumption(self) -> float | None:
        """Share of the PV energy that was not exported, None without PV."""
        return None if self.pv_kwh <= 0 else max(0.0, 1.0 - self.export_kwh / self.pv_kwh)


def settle(slots: Iterable[MeteredSlot]) -> Totals:
    """Add the slots up."""
    paid = earned = co2 = imported = exported = pv = load = drive = charge = discharge = 0.0
    for slot in slots:
        paid += slot.import_yen
        earned += slot.export_yen
        co2 += slot.co2_kg
        imported += slot.import_kwh
        exported += slot.export_kwh
        pv += slot.pv_kwh
        load += slot.load_kwh
        for part in slot.storages:
            drive += part.drive_kwh
            charge += part.charge_kwh
            discharge += part.discharge_kwh
    return Totals(
        cost_yen=paid - earned,
        import_yen=paid,
        export_yen=earned,
        co2_kg=co2,
        import_kwh=imported,
        export_kwh=exported,
        pv_kwh=pv,
        load_kwh=load,
        drive_kwh=drive,
        charge_kwh=charge,
        discharge_kwh=discharge,
    )
