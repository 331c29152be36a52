"""Scenarios of a simulation as an action or the card gives them, without Home Assistant.

    {"name": "New car", "car_kwh": 60, "car_charge_kw": 6, "v2h": False}
    {"tariff": "octopus_ev_tokyo", "adders": ["燃料費調整 -2.1"]}
    {"bands": ["7:00 35.8", "23:00 22"]}
    {"price": 31.8, "export_price": 8.5, "battery_kwh": 10}

Each row changes what it names; all else stays as the home has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

from ..core.simulation.scenarios import OtherCar, Scenario
from ..core.tariff.import_terms import Adder, Band, MarketTerms, TimeOfUse
from ..core.tariff.presets import LOOOP_AREAS, MARKET_PRESETS, Preset, in_area
from ..core.tariff.supply_areas import LOSS_RATES, SUPPLY_AREAS, supply_area
from ..core.tariff.table_presets import TABLE_PRESETS
from ..core.tariff.tariff import Tariff
from .adder_rows import parse_adders
from .errors import SettingsError
from .model import Settings
from .row_fields import yen
from .time_of_use_rows import parse_table

# So many are lived one after another; more would take a day on a small computer.
MOST_SCENARIOS: Final = 8
LONGEST_NAME: Final = 60
# Plans of their own kind, beside those of MARKET_PRESETS and TABLE_PRESETS: the home's, and a flat price.
TARIFFS: Final = tuple(key for key in (*MARKET_PRESETS, *TABLE_PRESETS) if key not in ("all_in", "own_table"))


class ScenarioError(SettingsError):
    """A scenario that is not understood; `found` is what is not."""

    key = "scenario_not_understood"

    def __init__(self, found: str) -> None:
        super().__init__(found=found)


class ScenarioPriceError(SettingsError):
    """A tariff some of whose numbers could not be checked: the person must give them. `found`: its key."""

    key = "scenario_price_missing"

    def __init__(self, found: str) -> None:
        super().__init__(found=found)


class ScenarioAreaError(SettingsError):
    """A market-linked tariff whose loss depends on the supply area, and nobody knows that."""

    key = "scenario_area_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffNote:
    """Where a scenario's tariff comes from: the preset, its source and day, and what is not in it."""

    preset: str
    source: str = ""
    as_of: date | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedScenario:
    """A scenario with the name that a person gave it, if any, and where its tariff comes from."""

    scenario: Scenario
    name: str = ""
    note: TariffNote | None = None


def home_area(settings: Settings) -> str | None:
    """Return the supply area of the home, by what it has told; None where it has told nothing of it."""
    if (code := settings.prices.looop_area) is not None and code in LOOOP_AREAS:
        return LOOOP_AREAS[code]
    if (place := settings.sources.jma_area) is not None:
        return supply_area(place.code, place.class10)
    area = settings.sources.co2_area
    return area if area in SUPPLY_AREAS else None


def parse_scenarios(rows: Sequence[Mapping[str, Any]], settings: Settings) -> tuple[AskedScenario, ...]:
    """Parse all rows; SettingsError for one that cannot be lived."""
    return tuple(_parse(row, f"s{number}", settings) for number, row in enumerate(rows, start=1))


def _parse(row: Mapping[str, Any], id_: str, settings: Settings) -> AskedScenario:
    tariff, note = _tariff(row, settings)
    car = OtherCar(
        capacity_kwh=row.get("car_kwh"),
        charge_kw=row.get("car_charge_kw"),
        discharge_kw=row.get("car_discharge_kw"),
    )
    has_car = any(storage.kind.is_ev for storage in settings.home.storages)
    if not has_car and (car != OtherCar() or row.get("v2h") is False):
        raise ScenarioError("car")
    scenario = Scenario(
        id=id_,
        tariff=tariff,
        after_fit_yen=row.get("export_price"),
        battery_kwh=row.get("battery_kwh", 0.0),
        car=None if car == OtherCar() else car,
        v2h=row.get("v2h", True),
    )
    if scenario == Scenario(id=id_):
        raise ScenarioError(row.get("name") or "{}")
    return AskedScenario(scenario=scenario, name=row.get("name", ""), note=note)


def _tariff(row: Mapping[str, Any], settings: Settings) -> tuple[Tariff | None, TariffNote | None]:
    """Return another tariff and where it comes from; the home sells as it does."""
    key, export = row.get("tariff"), settings.prices.tariff.export
    adders = parse_adders(row.get("adders", ()))
    if key in MARKET_PRESETS:
        preset = _located(MARKET_PRESETS[key], row, settings)
        terms, left = _terms(preset, adders)
        if left:  # some ten yen would be missing: no answer would be better
            raise ScenarioPriceError(f"{key}: {', '.join(left)}")
        return Tariff(terms=terms, export=export), _note(preset, left)
    export = replace(export, market_share=0.0)
    if key in TABLE_PRESETS:
        preset = TABLE_PRESETS[key]
        table = parse_table(row["bands"]) if "bands" in row else _table(preset)
        terms, left = _terms(preset, adders)
        return Tariff(terms=terms, table=table, export=export), _note(preset, left)
    if key is not None:
        raise ScenarioError(str(key))
    if "price" in row:
        table = TimeOfUse((Band(time(), yen(row["price"])),))
    elif "bands" in row:
        table = parse_table(row["bands"])
    elif adders:
        raise ScenarioError("adders")
    else:
        return None, None
    return Tariff(terms=MarketTerms(adders=adders), table=table, export=export), None


def _located(preset: Preset, row: Mapping[str, Any], settings: Settings) -> Preset:
    """Return a market-linked preset with the loss of the area."""
    area = row.get("area") or home_area(settings)
    if preset.loss is None and area not in LOSS_RATES:
        raise ScenarioAreaError
    return preset if area is None else in_area(preset, area)


def _table(preset: Preset) -> TimeOfUse:
    """Return a preset's table; ScenarioPriceError where a price of it is the person's to enter."""
    if preset.asks_prices:
        raise ScenarioPriceError(preset.key)
    return TimeOfUse(tuple(Band(b.start, b.yen_per_kwh or 0.0, b.weekdays, b.months) for b in preset.bands))


def _terms(preset: Preset, own: Sequence[Adder]) -> tuple[MarketTerms, tuple[str, ...]]:
    """Return the terms with the person's adders in place of the preset's of the same name, and what is still missing."""
    named = {adder.name for adder in own}
    kept = [adder for adder in preset.adders if adder.name not in named]
    # whoever gives as many more adders as are missing has given them, whatever they are called
    spare = len(named - {adder.name for adder in preset.adders})
    left = [name for name in preset.missing if name not in named][spare if named else 0 :]
    terms = MarketTerms(
        loss=preset.loss or 0.0, tax=preset.tax, adders=(*kept, *own), decimals=preset.decimals
    )
    return terms, tuple(left)


def _note(preset: Preset, left: tuple[str, ...]) -> TariffNote:
    return TariffNote(preset=preset.key, source=preset.source, as_of=preset.as_of, without=left)
