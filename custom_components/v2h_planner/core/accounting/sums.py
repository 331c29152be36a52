"""What half hours add up to: energies, money, CO2, batteries and the baseline's share of them. A gap adds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from ..home import Home
from .ledger import Mark, MeteredSlot, Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class BatterySums:
    """What went through one battery, kWh of the battery: charged, given to the house, driven."""

    charged_kwh: float = 0.0
    given_kwh: float = 0.0
    driven_kwh: float = 0.0

    @property
    def throughput_kwh(self) -> float:
        """All that went in and out."""
        return self.charged_kwh + self.given_kwh + self.driven_kwh

    @property
    def house_share(self) -> float | None:
        """Share of what left the battery that went to the house, None where nothing did."""
        out = self.given_kwh + self.driven_kwh
        return self.given_kwh / out if out > 0 else None

    def cycles(self, capacity_kwh: float) -> float:
        """Return the equivalent cycles: so often all of the battery in and out."""
        return self.throughput_kwh / (2 * capacity_kwh)

    def plus(self, other: BatterySums) -> BatterySums:
        """Add two."""
        return BatterySums(
            charged_kwh=self.charged_kwh + other.charged_kwh,
            given_kwh=self.given_kwh + other.given_kwh,
            driven_kwh=self.driven_kwh + other.driven_kwh,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums of half hours; each can be added to another.

    `hours`: that were metered; `priced_hours`: of these, with a price that somebody knows; `load_hours`: with a known load.
    `pv_kwh`, `charge_kwh`, `discharge_kwh`, `load_kwh`, `loss_kwh`: of half hours in which that is known.
    `sunny_import_kwh`, `sunny_export_kwh`: of half hours whose PV is known. `reserve_kwh_h`: what the connected
    batteries could have given the house, times hours. `base_...`: the baseline's. `stored_...`: worth of what the
    batteries gained more than the baseline's. `would_yen`: what the plan would have saved of what it did not command.
    """

    hours: float = 0.0
    priced_hours: float = 0.0
    load_hours: float = 0.0
    import_kwh: float = 0.0
    export_kwh: float = 0.0
    pv_kwh: float = 0.0
    load_kwh: float = 0.0
    charge_kwh: float = 0.0
    discharge_kwh: float = 0.0
    loss_kwh: float = 0.0
    sunny_import_kwh: float = 0.0
    sunny_export_kwh: float = 0.0
    reserve_kwh_h: float = 0.0
    paid_yen: float = 0.0
    earned_yen: float = 0.0
    co2_kg: float = 0.0
    base_import_kwh: float = 0.0
    base_export_kwh: float = 0.0
    base_paid_yen: float = 0.0
    base_earned_yen: float = 0.0
    base_co2_kg: float = 0.0
    stored_yen: float = 0.0
    stored_kg: float = 0.0
    would_yen: float = 0.0
    batteries: Mapping[str, BatterySums] = field(default_factory=dict)

    @property
    def cost_yen(self) -> float:
        """Import paid, less export earned."""
        return self.paid_yen - self.earned_yen

    @property
    def base_cost_yen(self) -> float:
        """The same of the baseline."""
        return self.base_paid_yen - self.base_earned_yen

    @property
    def saved_yen(self) -> float:
        """Money saved against the baseline; below zero: lost."""
        return self.base_cost_yen - self.cost_yen + self.stored_yen

    @property
    def saved_kg(self) -> float:
        """CO2 saved against the baseline; below zero: more emitted."""
        return self.base_co2_kg - self.co2_kg + self.stored_kg

    @property
    def self_consumption(self) -> float | None:
        """PV less surplus over PV, None without PV."""
        return None if self.pv_kwh <= 0 else min(max(1.0 - self.sunny_export_kwh / self.pv_kwh, 0.0), 1.0)

    @property
    def self_sufficiency(self) -> float | None:
        """Share of what house and car took that was not imported, None where nothing is known."""
        used = self.sunny_import_kwh + self.pv_kwh - self.sunny_export_kwh
        return None if used <= 0 else min(max(1.0 - self.sunny_import_kwh / used, 0.0), 1.0)

    @property
    def backup_hours(self) -> float | None:
        """How long, in the mean, what was stored could have carried the house at its mean load; None without a load."""
        if self.hours <= 0 or self.load_hours <= 0 or self.load_kwh <= 0:
            return None
        return (self.reserve_kwh_h / self.hours) / (self.load_kwh / self.load_hours)

    def battery(self, storage_id: str) -> BatterySums:
        """Return what went through one battery."""
        return self.batteries.get(storage_id, BatterySums())

    def plus(self, other: Sums) -> Sums:
        """Add two."""
        numbers = {name: getattr(self, name) + getattr(other, name) for name in NUMBERS}
        ids = dict.fromkeys((*self.batteries, *other.batteries))
        return Sums(**numbers, batteries={key: self.battery(key).plus(other.battery(key)) for key in ids})

    def totals(self) -> Totals:
        """Return the real ones as the ledger's totals."""
        return Totals(
            cost_yen=self.cost_yen,
            co2_kg=self.co2_kg,
            import_kwh=self.import_kwh,
            export_kwh=self.export_kwh,
            pv_kwh=self.pv_kwh,
            load_kwh=self.load_kwh,
            drive_kwh=sum(battery.driven_kwh for battery in self.batteries.values()),
            charge_kwh=self.charge_kwh,
            discharge_kwh=self.discharge_kwh,
            import_yen=self.paid_yen,
            export_yen=self.earned_yen,
        )

    def base_totals(self) -> Totals:
        """Return the baseline's as the ledger's totals; what it does not know is 0."""
        return Totals(
            cost_yen=self.base_cost_yen,
            co2_kg=self.base_co2_kg,
            import_kwh=self.base_import_kwh,
            export_kwh=self.base_export_kwh,
            import_yen=self.base_paid_yen,
            export_yen=self.base_earned_yen,
        )


NUMBERS = tuple(f.name for f in fields(Sums) if f.name != "batteries")
NOTHING = Sums()


def total(sums: Sequence[Sums]) -> Sums:
    """Add all up."""
    out = NOTHING
    for one in sums:
        out = out.plus(one)
    return out


def sums_of(slot: MeteredSlot, base: MeteredSlot, home: Home) -> Sums:
    """Return the sums of a metered slot and its baseline, without what is stored."""
    marks, known_pv = slot.marks, slot.marks.pv is not Mark.MISSING
    metered, known_load = marks.storages is not Mark.MISSING, marks.load is not Mark.MISSING
    charge = sum(part.charge_kwh for part in slot.storages) if metered else 0.0
    discharge = sum(part.discharge_kwh for part in slot.storages) if metered else 0.0
    batteries, losses, reserve = dict[str, BatterySums](), 0.0, 0.0
    for part in slot.storages:
        storage = next((s for s in home.storages if s.id == part.storage_id), None)
        if storage is None:
            continue
        charged, given = storage.stored_kw(part.charge_kwh), -storage.stored_kw(-part.discharge_kwh)
        batteries[storage.id] = BatterySums(
            charged_kwh=charged if metered else 0.0,
            given_kwh=given if metered else 0.0,
            driven_kwh=part.drive_kwh,
        )
        losses += part.charge_kwh - charged + given - part.discharge_kwh + storage.overhead_kw * part.on_hours
        if part.connected and part.soc_end is not None and storage.can_discharge:
            above = max(part.soc_end - storage.min_soc, 0.0) * storage.capacity_kwh
            reserve += above * storage.discharge_efficiency
    return Sums(
        hours=slot.hours,
        priced_hours=slot.hours if slot.priced else 0.0,
        load_hours=slot.hours if known_load else 0.0,
        import_kwh=slot.import_kwh,
        export_kwh=slot.export_kwh,
        pv_kwh=slot.pv_kwh if known_pv else 0.0,
        load_kwh=slot.load_kwh if known_load else 0.0,
        charge_kwh=charge,
        discharge_kwh=discharge,
        loss_kwh=losses if metered else 0.0,
        sunny_import_kwh=slot.import_kwh if known_pv else 0.0,
        sunny_export_kwh=slot.export_kwh if known_pv else 0.0,
        reserve_kwh_h=reserve * slot.hours,
        paid_yen=slot.import_yen,
        earned_yen=slot.export_yen,
        co2_kg=slot.co2_kg,
        base_import_kwh=base.import_kwh,
        base_export_kwh=base.export_kwh,
        base_paid_yen=base.import_yen,
        base_earned_yen=base.export_yen,
        base_co2_kg=base.co2_kg,
        batteries=batteries,
    )
