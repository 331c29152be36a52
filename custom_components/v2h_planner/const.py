"""Names that more than one room needs."""

from typing import Final

DOMAIN: Final = "v2h_planner"

# Everything about the home lies in entry.options, one mapping for each form; entry.data stays empty.
# It is stored as the form shows it (percent, W, hours): settings/from_entry.py alone converts it.
CONF_PRICES: Final = "prices"
CONF_HOME: Final = "home"
CONF_STORMS: Final = "storm"
CONF_OUTAGE: Final = "outage"
CONF_PEOPLE: Final = "people"

# Form "prices": where they come from (an entity, the retailer's list, a table), the preset the terms began as, terms.
CONF_PRICE_ENTITY: Final = "price_entity"
CONF_LOOOP_AREA: Final = "looop_area"
CONF_PLAN: Final = "plan"
CONF_BANDS: Final = "bands"
CONF_LOSS_PERCENT: Final = "loss_percent"
CONF_TAX_PERCENT: Final = "tax_percent"
CONF_ADDERS: Final = "adders"
CONF_LIMITS: Final = "limits"
CONF_FLOOR_PRICE: Final = "floor_price"
CONF_CAP_PRICE: Final = "cap_price"
CONF_CUT: Final = "cut"
CONF_DEMAND: Final = "demand"
CONF_DEMAND_YEN: Final = "demand_yen"
CONF_DEMAND_KW: Final = "demand_kw"
CONF_EXPORT: Final = "export"
CONF_EXPORT_KIND: Final = "export_kind"
CONF_EXPORT_PRICE: Final = "export_price"
CONF_FIT_START: Final = "fit_start"
CONF_FIT_FIRST: Final = "fit_first"
CONF_FIT_SECOND: Final = "fit_second"
CONF_MARKET_SHARE: Final = "market_share_percent"
PRICE_ALL_IN: Final = "all_in"
PRICE_MARKET: Final = "market"
EXPORT_FIXED: Final = "fixed"
EXPORT_FIT: Final = "fit"
EXPORT_MARKET: Final = "market_share"

# Form "home".
CONF_PV_POWER: Final = "pv_power"
CONF_LOAD_POWER: Final = "load_power"
CONF_LOAD_INCLUDES_STORAGES: Final = "load_includes_storages"
CONF_GRID_POWER: Final = "grid_power"
CONF_GRID_IMPORT_POSITIVE: Final = "grid_import_positive"
CONF_SOLAR_FORECAST: Final = "solar_forecast"
CONF_SOLAR_ENTITIES: Final = "solar_forecast_entities"
CONF_CONTRACT: Final = "contract"
CONF_CONTRACT_KVA: Final = "contract_kva"
CONF_MORE: Final = "more"
CONF_MAY_EXPORT: Final = "may_export"
CONF_EXPORT_LIMIT: Final = "export_limit_kw"
CONF_PUSH_UP: Final = "push_up"
CONF_V2G: Final = "v2g"
CONF_CO2: Final = "co2"
CONF_CO2_AREA: Final = "co2_area"
CONF_CARBON_PRICE: Final = "carbon_price"
CONF_BASELINE: Final = "baseline"  # what savings are measured against
CONTRACT_NONE: Final = "none"
CONTRACT_KVA: Final = "kva"
CONTRACT_DEMAND: Final = "demand"  # 実量制: no breaker limits it, the highest half hour of a year costs

# Form "storm": JMA's municipality as readers/jma/areas.py has it, other sources, what of them counts.
CONF_JMA: Final = "jma"
CONF_JMA_AREA: Final = "jma_area"
CONF_WARNINGS: Final = "warnings"
CONF_STATES: Final = "states"  # also of form "outage": entity id -> the states that count
CONF_POLICY: Final = "policy"
CONF_WATCH_FROM: Final = "watch_from"
CONF_LEAD_HOURS: Final = "lead_hours"
CONF_KEEP_FULL: Final = "keep_full"
CONF_COOLDOWN_HOURS: Final = "cooldown_hours"
NEVER: Final = "never"
WATCH_OFF: Final = "off"

# Form "outage".
CONF_OUTAGES: Final = "outages"
CONF_THRIFTY_KW: Final = "thrifty_kw"
CONF_KEEP_DRIVING: Final = "keep_driving"
CONF_NOTICE_HOURS: Final = "notice_hours"

# Form "people".
CONF_NOTIFY: Final = "notify"
CONF_HANDS_OFF_HOURS: Final = "hands_off_hours"
CONF_STALE_MINUTES: Final = "stale_minutes"
CONF_EVENING: Final = "evening_time"
CONF_PRICES_AT: Final = "prices_time"

# Form "dashboard": our dashboard in the side bar, our card for all dashboards.
CONF_DASHBOARD: Final = "dashboard"
CONF_SIDEBAR: Final = "sidebar"
CONF_CARD: Final = "card"

# A storage subentry, whose type is a StorageKind: one mapping for each form, its name is the subentry's title.
CONF_BATTERY: Final = "battery"
CONF_POWERS: Final = "powers"
CONF_DEPARTURES: Final = "departures"
CONF_CONTROL: Final = "control"

# Form "battery".
CONF_SOC_ENTITY: Final = "soc_entity"
CONF_CAPACITY: Final = "capacity_kwh"
CONF_CONNECTED_ENTITY: Final = "connected_entity"
CONF_POWER_ENTITY: Final = "power_entity"
CONF_CHARGING_POSITIVE: Final = "power_charging_positive"

# Form "powers".
CONF_CHARGE_MAX: Final = "charge_max_kw"
CONF_CHARGE_MIN: Final = "charge_min_kw"
CONF_DISCHARGE_MAX: Final = "discharge_max_kw"
CONF_DISCHARGE_MIN: Final = "discharge_min_kw"
CONF_CHARGE_EFFICIENCY: Final = "charge_efficiency_percent"
CONF_DISCHARGE_EFFICIENCY: Final = "discharge_efficiency_percent"
CONF_OVERHEAD: Final = "overhead_w"
CONF_MIN_SOC: Final = "floor_percent"
CONF_MAX_SOC: Final = "ceiling_percent"
CONF_STORM: Final = "storm_percent"
CONF_CHARGE_CONTROL: Final = "charge_control"
CONF_DISCHARGE_CONTROL: Final = "discharge_control"
AUTO: Final = "auto"  # follows from how the unit is commanded
CONF_DEGRADATION: Final = "wear"
CONF_START_UP: Final = "switch_on"
CONF_PACK_YEN: Final = "pack_yen"
CONF_CYCLES: Final = "cycles"
CONF_FULL_WITHIN: Final = "full_within_hours"

# Form "departures": how trips are known, and three rows, each a section; a row without weekdays is no trip. Calendar
# and card may add more rows (`trip_4` ...), which the form leaves as they are.
# Without an answer, as before the question was asked, the rows count.
CONF_TRIPS_FROM: Final = "trips_from"
TRIPS_NONE: Final = "none"  # announced ones only
TRIPS_LEARN: Final = "learn"  # from the car's past
TRIPS_WEEKLY: Final = "weekly"  # from the rows, then from the car's past as well
TRIPS: Final = ("trip_1", "trip_2", "trip_3")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TRIP_ROW: Final = "trip_"
CONF_TRIPS_CALENDAR: Final = "trips_calendar"
CONF_ODOMETER: Final = "odometer_entity"
CONF_ROAD: Final = "on_the_road"  # a section
CONF_TRACKER: Final = "tracker_entity"
CONF_KM_PER_KWH: Final = "km_per_kwh"
CONF_FAST_CHARGER: Final = "fast_charger"  # is one near? Without an answer, somewhere
CHARGER_NEAR: Final = "yes"
CHARGER_FAR: Final = "no"
CHARGER_OWN: Final = "own"  # what its owner reckons a missing kWh to cost
FAST_CHARGERS: Final = (CHARGER_NEAR, CHARGER_FAR, CHARGER_OWN)
CONF_SHORT_YEN: Final = "short_yen_per_kwh"
CONF_EXCEPT_HOLIDAYS: Final = "except_holidays"
CONF_WEEKDAYS: Final = "weekdays"
CONF_LEAVE: Final = "leave"
CONF_BACK: Final = "back"
CONF_SOC_PERCENT: Final = "soc_percent"
CONF_ENERGY: Final = "energy_kwh"

# Form "control".
CONF_KIND: Final = "kind"
CONF_ENTITY: Final = "entity"
CONF_OPTIONS: Final = "options"
CONF_CHARGE_NUMBER: Final = "charge_number"
CONF_DISCHARGE_NUMBER: Final = "discharge_number"
CONF_ACTIONS: Final = "actions"
CONF_SAFE: Final = "safe"
CONF_VERIFY_SECONDS: Final = "verify_seconds"
SAFE_LEAVE: Final = "leave"
SAFE_AUTOMATIC: Final = "automatic"
CONF_VERB: Final = "verb"
CONF_TRY_FIRST: Final = "try_first"  # asked at the end of the set-up, never stored
CONF_AUTOMATIC: Final = "automatic"
