"""Config entry and subentries -> Settings. The only place that knows how a form's answers are stored.

One rule: everything about the home lies in `entry.options`, one mapping for each form, and everything about
a storage in its subentry's data, likewise; `entry.data` stays empty. Answers are kept as the form shows them
(percent, W, hours) and turned here into what the core uses (fractions, kW, timedelta).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from math import isfinite
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from .. import const as c
from ..core.accounting.baseline import BaselineKind
from ..core.codec import decode
from ..core.hazard import Certainty, HazardKind, HazardPolicy, Severity
from ..core.home import (
    SHORT_YEN_PER_KWH,
    ChargeControl,
    Departure,
    DischargeControl,
    GridTerms,
    Home,
    Storage,
    StorageKind,
    wear_yen_per_kwh,
)
from ..core.outage.endurance import OutageTerms
from ..core.readings import Verb
from ..core.tariff.demand import DemandTerms
from ..core.tariff.export_terms import ExportTerms, two_step_fit
from ..core.tariff.import_terms import MarketTerms
from ..core.tariff.tariff import Tariff
from ..readers.jma.areas import JmaArea
from .adder_rows import parse_adders
from .capabilities import charge_control, discharge_control
from .errors import FitStartError, NoStorageError, PriceLimitsError, SettingsError, StorageError, told_as
from .model import (
    Beside,
    Control,
    ControlKind,
    OutageSource,
    PriceSettings,
    Settings,
    Sources,
    StorageSettings,
    WarningSource,
)
from .time_of_use_rows import parse_table

type Form = Mapping[str, Any]

# Digits to which a retailer that cuts the third decimal off keeps the energy price.
CUT_DECIMALS = 2

# What a kWh costs that an unplanned drive lacks, by whether a fast charger is near where one would charge.
CHARGER_YEN_PER_KWH = {c.CHARGER_NEAR: 100.0, c.CHARGER_FAR: 1000.0}

_STORAGE_KINDS = frozenset(StorageKind)


def storage_kinds(entry: ConfigEntry) -> list[StorageKind]:
    """Return the kind of each storage of an entry."""
    return [StorageKind(subentry.subentry_type) for subentry in storage_subentries(entry)]


def settings_from_entry(
    entry: ConfigEntry,
    beside: Callable[[Control], Beside] = lambda _: Beside(),
    unsaved: ConfigSubentry | None = None,
) -> Settings:
    """Parse all forms of an entry; SettingsError when they cannot be used, NoStorageError without a storage.

    `beside`: finds what stands beside the entities that command a unit. `unsaved`: a storage that is being set up.
    """
    subentries = [*storage_subentries(entry), *([] if unsaved is None else [unsaved])]
    storages = tuple(_storage(subentry, beside) for subentry in subentries)
    if not storages:
        raise NoStorageError
    with told_as(SettingsError()):
        _refuse_odd_numbers(entry.options)
        return _settings(entry.options, storages)


def storages_from_entry(entry: ConfigEntry) -> tuple[Storage, ...]:
    """Return the storages of an entry; StorageError when their forms cannot be used."""
    return tuple(_storage(subentry, lambda _: Beside()).storage for subentry in storage_subentries(entry))


def _refuse_odd_numbers(form: object) -> None:
    """Raise ValueError for a number in a form that is not finite: no selector lets one pass, a file may hold one."""
    if isinstance(form, float) and not isfinite(form):
        raise ValueError(f"{form} is no number to plan with")
    if isinstance(form, (Mapping, list, tuple)):
        for inner in form.values() if isinstance(form, Mapping) else form:
            _refuse_odd_numbers(inner)


def storage_subentries(entry: ConfigEntry) -> list[ConfigSubentry]:
    """Return the storages of an entry as their forms left them."""
    return [item for item in entry.subentries.values() if item.subentry_type in _STORAGE_KINDS]


def _settings(options: Form, storages: tuple[StorageSettings, ...]) -> Settings:
    home: Form = options[c.CONF_HOME]
    storm: Form = options[c.CONF_STORMS]
    outage: Form = options[c.CONF_OUTAGE]
    people: Form = options[c.CONF_PEOPLE]
    return Settings(
        home=Home(
            storages=tuple(item.storage for item in storages),
            grid=grid_terms(home),
            carbon_price_yen_per_kg=float(home[c.CONF_MORE].get(c.CONF_CARBON_PRICE, 0.0)),
        ),
        prices=price_settings(options[c.CONF_PRICES]),
        sources=_sources(home, storm, outage),
        storages=storages,
        hazards=_policy(storm[c.CONF_POLICY]),
        outage=OutageTerms(
            thrifty_kw=float(outage[c.CONF_THRIFTY_KW]),
            keep_driving=outage[c.CONF_KEEP_DRIVING],
            notice_hours=tuple(sorted(map(float, outage[c.CONF_NOTICE_HOURS]), reverse=True)),
        ),
        notify=tuple(people.get(c.CONF_NOTIFY, ())),
        baseline=BaselineKind(home[c.CONF_MORE].get(c.CONF_BASELINE, BaselineKind.NIGHT_TIMER)),
        hands_off=timedelta(hours=people[c.CONF_HANDS_OFF_HOURS]),
        stale_after=timedelta(minutes=people[c.CONF_STALE_MINUTES]),
        evening_at=_time_of_day(people.get(c.CONF_EVENING)),
        prices_at=_time_of_day(people.get(c.CONF_PRICES_AT)),
    )


def _time_of_day(stored: str | None) -> time | None:
    return None if not stored else time.fromisoformat(stored)


def price_settings(form: Form) -> PriceSettings:
    """Parse where prices come from and the terms; a SettingsError names what cannot be used."""
    limits: Form = form.get(c.CONF_LIMITS, {})
    lowest, highest = price_limits(limits)
    return PriceSettings(
        entity_id=form.get(c.CONF_PRICE_ENTITY),
        looop_area=form.get(c.CONF_LOOOP_AREA),
        tariff=Tariff(
            table=parse_table(form[c.CONF_BANDS]) if c.CONF_BANDS in form else None,
            terms=MarketTerms(
                loss=form.get(c.CONF_LOSS_PERCENT, 0.0) / 100,
                tax=form.get(c.CONF_TAX_PERCENT, 0.0) / 100,
                adders=parse_adders(form.get(c.CONF_ADDERS, ())),
                floor=lowest,
                cap=highest,
                decimals=CUT_DECIMALS if limits.get(c.CONF_CUT) else None,
            ),
            export=export_terms(form[c.CONF_EXPORT]),
            demand=demand_terms(form.get(c.CONF_DEMAND, {})),
        ),
    )


def demand_terms(form: Form) -> DemandTerms | None:
    """Parse the basic charge by the highest half hour; None where it is fixed."""
    if (yen := form.get(c.CONF_DEMAND_YEN)) is None:
        return None
    return DemandTerms(yen_per_kw_month=float(yen), known_kw=form.get(c.CONF_DEMAND_KW))


def price_limits(form: Form) -> tuple[float | None, float | None]:
    """Parse the lowest and the highest energy price, yen/kWh; PriceLimitsError when they are the wrong way round."""
    lowest, highest = form.get(c.CONF_FLOOR_PRICE), form.get(c.CONF_CAP_PRICE)
    if lowest is not None and highest is not None and lowest > highest:
        raise PriceLimitsError
    return lowest, highest


def export_terms(form: Form) -> ExportTerms:
    """Parse what is paid for export: fixed, FIT in two steps (FitStartError), or a share of the market."""
    price = float(form[c.CONF_EXPORT_PRICE])
    if form[c.CONF_EXPORT_KIND] == c.EXPORT_FIT:
        with told_as(FitStartError()):
            start = date.fromisoformat(form.get(c.CONF_FIT_START, ""))
        return two_step_fit(
            start,
            price,
            first_yen_per_kwh=float(form[c.CONF_FIT_FIRST]),
            second_yen_per_kwh=float(form[c.CONF_FIT_SECOND]),
        )
    if form[c.CONF_EXPORT_KIND] == c.EXPORT_MARKET:
        return ExportTerms(yen_per_kwh=price, market_share=form[c.CONF_MARKET_SHARE] / 100)
    return ExportTerms(yen_per_kwh=price)


def contract_kw(form: Form) -> float | None:
    """Convert 契約アンペア (x 100 V) or kVA (1 kW each); by demand (実量制), the power to stay below. None: no limit."""
    contract: str = form[c.CONF_CONTRACT]
    if contract == c.CONTRACT_NONE:
        return None
    if contract in (c.CONTRACT_KVA, c.CONTRACT_DEMAND):
        return float(form[c.CONF_CONTRACT_KVA])
    return int(contract) * 100 / 1000


def grid_terms(form: Form) -> GridTerms:
    """Parse what the connection allows."""
    more: Form = form[c.CONF_MORE]
    limit = float(more.get(c.CONF_EXPORT_LIMIT, GridTerms().export_limit_kw))
    return GridTerms(
        contract_kw=contract_kw(form),
        export_limit_kw=limit if more[c.CONF_MAY_EXPORT] else 0.0,
        push_up=more[c.CONF_PUSH_UP],
        v2g=more[c.CONF_V2G],
    )


def _policy(form: Form) -> HazardPolicy:
    """Parse which hazards count; a kind that the form does not ask about never does."""
    severities = {severity.key: severity for severity in Severity}
    watch: str = form[c.CONF_WATCH_FROM]
    return HazardPolicy(
        thresholds={kind: severities[form[kind]] for kind in HazardKind if form.get(kind) in severities},
        watch_from=None if watch == c.WATCH_OFF else Certainty[watch.upper()],
        lead=timedelta(hours=form[c.CONF_LEAD_HOURS]),
        keep_full=form[c.CONF_KEEP_FULL],
        cooldown=timedelta(hours=form[c.CONF_COOLDOWN_HOURS]),
    )


def _chosen(form: Form, entities: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the entities of a form, each with the states of it that count."""
    states: Mapping[str, list[str]] = form.get(c.CONF_STATES, {})
    for entity_id in form.get(entities, ()):
        yield entity_id, tuple(states.get(entity_id, ()))


def _sources(home: Form, storm: Form, outage: Form) -> Sources:
    """Parse the entities and services that the home is read from."""
    area = storm.get(c.CONF_JMA_AREA) if storm[c.CONF_JMA] else None
    return Sources(
        pv_power=home.get(c.CONF_PV_POWER),
        load_power=home.get(c.CONF_LOAD_POWER),
        grid_power=home.get(c.CONF_GRID_POWER),
        grid_import_positive=home[c.CONF_GRID_IMPORT_POSITIVE],
        load_includes_storages=home[c.CONF_LOAD_INCLUDES_STORAGES],
        solar_forecast_entries=tuple(home.get(c.CONF_SOLAR_FORECAST, ())),
        solar_forecast_entities=tuple(home.get(c.CONF_SOLAR_ENTITIES, ())),
        co2=home[c.CONF_MORE].get(c.CONF_CO2),
        co2_area=home[c.CONF_MORE].get(c.CONF_CO2_AREA),
        jma_area=None if area is None else decode(JmaArea, dict(area)),
        warnings=tuple(WarningSource(*source) for source in _chosen(storm, c.CONF_WARNINGS)),
        outages=tuple(OutageSource(*source) for source in _chosen(outage, c.CONF_OUTAGES)),
    )


def _storage(subentry: ConfigSubentry, beside: Callable[[Control], Beside]) -> StorageSettings:
    """Parse one storage; StorageError when its forms cannot be used."""
    battery: Form = subentry.data[c.CONF_BATTERY]
    with told_as(StorageError(subentry.title)):
        control = control_from_form(subentry.data[c.CONF_CONTROL])
    control = replace(control, beside=beside(control))
    trips: Form = subentry.data.get(c.CONF_DEPARTURES, {})
    return StorageSettings(
        storage=storage_from_forms(
            subentry.subentry_id,
            subentry.title,
            StorageKind(subentry.subentry_type),
            battery,
            subentry.data[c.CONF_POWERS],
            trips,
            control,
        ),
        soc_entity=battery[c.CONF_SOC_ENTITY],
        connected_entity=battery.get(c.CONF_CONNECTED_ENTITY),
        power_entity=battery.get(c.CONF_POWER_ENTITY),
        power_charging_positive=battery[c.CONF_CHARGING_POSITIVE],
        trips_calendar=trips.get(c.CONF_TRIPS_CALENDAR),
        odometer_entity=trips.get(c.CONF_ODOMETER),
        tracker_entity=trips.get(c.CONF_ROAD, {}).get(c.CONF_TRACKER),
        control=control,
    )


def storage_from_forms(
    storage_id: str,
    name: str,
    kind: StorageKind,
    battery: Form,
    powers: Form,
    trips: Form,
    control: Control,
) -> Storage:
    """Parse the numbers of a storage; StorageError when they contradict each other."""
    more: Form = powers[c.CONF_MORE]
    road: Form = trips.get(c.CONF_ROAD, {})
    within = more.get(c.CONF_FULL_WITHIN)
    one_way = kind is StorageKind.CHARGER_EV
    with told_as(StorageError(name)):
        _refuse_odd_numbers((battery, powers, trips))
        return Storage(
            id=storage_id,
            name=name,
            kind=kind,
            capacity_kwh=float(battery[c.CONF_CAPACITY]),
            charge_max_kw=float(powers[c.CONF_CHARGE_MAX]),
            charge_min_kw=float(more[c.CONF_CHARGE_MIN]),
            discharge_max_kw=0.0 if one_way else float(powers[c.CONF_DISCHARGE_MAX]),
            discharge_min_kw=0.0 if one_way else float(more[c.CONF_DISCHARGE_MIN]),
            charge_efficiency=more[c.CONF_CHARGE_EFFICIENCY] / 100,
            discharge_efficiency=0.9 if one_way else more[c.CONF_DISCHARGE_EFFICIENCY] / 100,
            overhead_kw=more[c.CONF_OVERHEAD] / 1000,
            start_up_yen=float(more[c.CONF_START_UP]),
            degradation_yen_per_kwh=degradation_yen_per_kwh(more, float(battery[c.CONF_CAPACITY])),
            min_soc=powers[c.CONF_MIN_SOC] / 100,
            max_soc=powers[c.CONF_MAX_SOC] / 100,
            storm_soc=powers[c.CONF_STORM] / 100,
            charge_control=_charge_control(more[c.CONF_CHARGE_CONTROL], control),
            discharge_control=DischargeControl.NONE
            if one_way
            else _discharge_control(more[c.CONF_DISCHARGE_CONTROL], control),
            departures=tuple(_departure(row) for row in weekly_trips(trips)),
            learns_trips=trips.get(c.CONF_TRIPS_FROM) != c.TRIPS_NONE,
            short_yen_per_kwh=_short_yen(road),
            km_per_kwh=road.get(c.CONF_KM_PER_KWH),
            full_within=None if within is None else timedelta(hours=within),
        )


def _short_yen(road: Form) -> float:
    """Return what a kWh costs that an unplanned drive lacks, by where a fast charger is."""
    answer: str = road.get(c.CONF_FAST_CHARGER, "")
    if answer == c.CHARGER_OWN:
        return float(road.get(c.CONF_SHORT_YEN, SHORT_YEN_PER_KWH))
    return CHARGER_YEN_PER_KWH.get(answer, SHORT_YEN_PER_KWH)


def degradation_yen_per_kwh(more: Form, capacity_kwh: float) -> float:
    """Return what a kWh through the battery costs: worked out where the pack's price and its cycles are told, else as told."""
    pack_yen, cycles = more.get(c.CONF_PACK_YEN), more.get(c.CONF_CYCLES)
    if pack_yen is None or cycles is None:
        return float(more[c.CONF_DEGRADATION])
    return wear_yen_per_kwh(pack_yen, cycles, capacity_kwh)


def _charge_control(answer: str, control: Control) -> ChargeControl:
    """Return the answer; for `auto`, what can be commanded."""
    return charge_control(control) if answer == c.AUTO else ChargeControl(answer)


def _discharge_control(answer: str, control: Control) -> DischargeControl:
    """Return the answer, but never more than can be commanded; for `auto`, as above."""
    found = discharge_control(control)
    return found if answer == c.AUTO or found is DischargeControl.NONE else DischargeControl(answer)


def weekly_trips(form: Form) -> list[Form]:
    """Return the rows that count: those with weekdays, unless trips are to be known otherwise."""
    if form.get(c.CONF_TRIPS_FROM, c.TRIPS_WEEKLY) != c.TRIPS_WEEKLY:
        return []
    return [form[row] for row in trip_rows(form)]


def trip_rows(form: Form) -> list[str]:
    """Return the names of the rows with weekdays, in the order in which they were added."""
    rows = (key for key in form if key.startswith(c.TRIP_ROW) and key.removeprefix(c.TRIP_ROW).isdecimal())
    used = (row for row in rows if form[row].get(c.CONF_WEEKDAYS))
    return sorted(used, key=lambda row: int(row.removeprefix(c.TRIP_ROW)))


def _departure(form: Form) -> Departure:
    """Parse one weekly trip."""
    return Departure(
        weekdays=frozenset(c.WEEKDAYS.index(day) for day in form[c.CONF_WEEKDAYS]),
        leave=time.fromisoformat(form[c.CONF_LEAVE]),
        back=time.fromisoformat(form[c.CONF_BACK]),
        soc=form[c.CONF_SOC_PERCENT] / 100,
        energy_kwh=float(form[c.CONF_ENERGY]),
        except_holidays=form.get(c.CONF_EXCEPT_HOLIDAYS, False),
    )


def control_from_form(form: Form) -> Control:
    """Parse how a storage is commanded."""
    kind = ControlKind(form[c.CONF_KIND])
    if kind is ControlKind.NONE:
        return Control()
    safe = form[c.CONF_SAFE]
    free = safe == c.SAFE_AUTOMATIC
    return Control(
        kind=kind,
        entity_id=form.get(c.CONF_ENTITY),
        options={Verb(verb): option for verb, option in form.get(c.CONF_OPTIONS, {}).items()},
        charge_number=form.get(c.CONF_CHARGE_NUMBER),
        discharge_number=form.get(c.CONF_DISCHARGE_NUMBER),
        actions={Verb(verb): steps for verb, steps in form.get(c.CONF_ACTIONS, {}).items()},
        verify_after=timedelta(seconds=form[c.CONF_VERIFY_SECONDS]),
        safe=None if safe == c.SAFE_LEAVE else Verb.STANDBY if free else Verb(safe),
        safe_option=form.get(c.CONF_AUTOMATIC) if free else None,
    )
