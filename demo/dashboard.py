"""The demo's dashboard, of built-in cards only: what the plan is, why, and the buttons for mischief."""

from typing import Any

type Card = dict[str, Any]

_WORDS: dict[str, dict[str, str]] = {
    "title": {"ja": "V2Hプランナー", "en": "V2H Planner"},
    "now": {"ja": "いま", "en": "Now"},
    "plan": {"ja": "これからの計画", "en": "The plan"},
    "home": {"ja": "家のようす", "en": "The home"},
    "stage": {"ja": "試してみる", "en": "Try it"},
    "stage_hint": {
        "ja": "ボタンを押すと、仮想の家に出来事が起こります。計画がどう変わるか見てみてください。",
        "en": "Each button makes something happen in the virtual home. Watch how the plan answers.",
    },
    "dry_run": {
        "ja": "「自動制御」がオフの間は、計画を立てるだけで機器には指示しません。計画を確かめてからオンにしてください。",
        "en": "While control is off, nothing is commanded: look at the plan first, then switch it on.",
    },
    "storm": {"ja": "台風・大雨への備え", "en": "Ready for the storm"},
    "warning": {"ja": "気象警報", "en": "Warning"},
    "in_force": {"ja": "災害対応", "en": "Storm"},
    "expected": {"ja": "荒天の見込み", "en": "Watch"},
    "full_at": {"ja": "満充電の予定", "en": "Full"},
    "cost": {"ja": "備えの費用", "en": "Costs more"},
    "outage": {"ja": "停電", "en": "Outage"},
    "weather_hint": {
        "ja": "天気を選ぶと、仮想の気象台がそのとおりに発表します。車の充電計画がどう変わるか見てみてください。",
        "en": "Pick the weather: a virtual weather office announces it. Watch how the car gets ready.",
    },
    "power": {"ja": "電力", "en": "Power"},
    "price": {"ja": "電気料金単価", "en": "Price"},
    "soc": {"ja": "車の充電率", "en": "State of charge"},
    "car": {"ja": "車と充放電器", "en": "Car and V2H unit"},
}


# What the office has announced, by its name and hours, and whose word it is.
_ANNOUNCED = """
{%- set source = 'sensor.v2h_planner_weather_warning' -%}
{%- for hazard in state_attr(source, 'hazards') or [] %}
- **{{ hazard.name }}**
  {%- if hazard.start %} {{ hazard.start | as_datetime | as_local | as_timestamp | timestamp_custom('%-m/%-d %H:%M') }}–
  {%- endif %}
  {%- if hazard.end %} {{ hazard.end | as_datetime | as_local | as_timestamp | timestamp_custom('%-m/%-d %H:%M') }}
  {%- endif %}
{%- endfor %}
{%- if state_attr(source, 'hazards') %}

*{{ state_attr(source, 'attribution') }}*
{%- endif %}
"""
# Short names: the tiles are narrow.
_STORM_TILES = (
    ("warning", "sensor.v2h_planner_weather_warning"),
    ("in_force", "binary_sensor.v2h_planner_storm"),
    ("expected", "binary_sensor.v2h_planner_storm_expected"),
    ("full_at", "sensor.ev_full_for_the_storm"),
    ("cost", "sensor.v2h_planner_cost_of_being_ready"),
    ("outage", "binary_sensor.demo_meter_outage"),
)


def _tile(entity: str, **more: Any) -> Card:
    return {"type": "tile", "entity": entity, "name": {"type": "entity"}, **more}


def _heading(words: str, icon: str) -> Card:
    return {"type": "heading", "heading": words, "icon": icon}


def _curves(title: str, *entities: str) -> Card:
    """Return a chart of the last two days, of statistics: the demo's past has nothing else."""
    return {
        "type": "statistics-graph",
        "title": title,
        "entities": list(entities),
        "chart_type": "line",
        "period": "5minute",
        "days_to_show": 2,
        "stat_types": ["mean"],
        "grid_options": {"columns": 16},
    }


def dashboard(language: str) -> dict[str, Any]:
    """Return a Lovelace configuration with one view of sections."""

    def say(key: str) -> str:
        return _WORDS[key][language]

    dark = [{"condition": "state", "entity": "binary_sensor.demo_meter_outage", "state": "on"}]
    lit = [{"condition": "state", "entity": "binary_sensor.demo_meter_outage", "state": "off"}]
    now = [
        _heading(say("now"), "mdi:home-lightning-bolt"),
        _tile(
            "select.v2h_planner_mode",
            features=[{"type": "select-options"}],
            grid_options={"columns": "full"},
        ),
        _tile("switch.v2h_planner_control"),
        _tile("sensor.ev_action"),
        _tile("sensor.ev_next_action"),
        _tile("sensor.v2h_planner_import_price"),
        {
            "type": "markdown",
            "content": "{{ states('sensor.ev_reason') }}",
            "grid_options": {"columns": "full"},
        },
        {
            "type": "markdown",
            "content": say("dry_run"),
            "visibility": [{"condition": "state", "entity": "switch.v2h_planner_control", "state": "off"}],
            "grid_options": {"columns": "full"},
        },
        _tile("sensor.v2h_planner_backup_time", visibility=lit),
        _tile("sensor.v2h_planner_planned_cost"),
        _tile("sensor.v2h_planner_planned_co2"),
        _tile("sensor.v2h_planner_hours_left_without_the_grid", visibility=dark),
    ]
    plan = [
        _heading(say("plan"), "mdi:chart-timeline-variant"),
        {
            "type": "picture-entity",
            "entity": "image.v2h_planner_plan",
            "show_name": False,
            "show_state": False,
            "grid_options": {"columns": "full"},
        },
    ]
    home = [
        _heading(say("home"), "mdi:home-analytics"),
        _curves(
            say("power"),
            "sensor.demo_pv_generated_power",
            "sensor.demo_meter_house_load",
            "sensor.demo_meter_grid_power",
            "sensor.demo_v2h_charging_discharging_power",
        ),
        _curves(say("price"), "sensor.demo_market_price"),
        _curves(say("soc"), "sensor.demo_v2h_remaining_stored_electricity_3"),
        {
            "type": "gauge",
            "entity": "sensor.demo_v2h_remaining_stored_electricity_3",
            "name": say("car"),
            "min": 0,
            "max": 100,
            "severity": {"green": 50, "yellow": 20, "red": 0},
            "grid_options": {"columns": 12, "rows": 3},
        },
        _tile("select.demo_v2h_operation_mode"),
        _tile("sensor.demo_v2h_vehicle_connection_status"),
    ]
    stage = [
        _heading(say("stage"), "mdi:drama-masks"),
        {"type": "markdown", "content": say("stage_hint"), "grid_options": {"columns": "full"}},
        *(
            _tile(
                f"button.demo_stage_{key}",
                hide_state=True,
                tap_action={"action": "toggle"},
                grid_options={"columns": "full"},
            )
            for key in (
                "unplug",
                "cut_grid",
                "price_spike",
                "freeze_sensor",
                "disobey",
                "all_well",
            )
        ),
        _tile("binary_sensor.demo_stage_price_spike"),
        _tile("binary_sensor.demo_stage_frozen_sensor"),
        _tile("binary_sensor.demo_stage_disobedience"),
    ]
    storm = [
        _heading(say("storm"), "mdi:weather-hurricane"),
        {"type": "markdown", "content": say("weather_hint"), "grid_options": {"columns": "full"}},
        _tile(
            "select.demo_stage_weather",
            features=[{"type": "select-options"}],
            grid_options={"columns": "full"},
        ),
        {
            "type": "markdown",
            "content": _ANNOUNCED,
            "show_empty": False,
            "grid_options": {"columns": "full"},
        },
        *(_tile(entity) | {"name": say(key)} for key, entity in _STORM_TILES),
    ]
    sections = [
        {"type": "grid", "cards": [*now, *storm]},
        {"type": "grid", "cards": plan, "column_span": 2},
        {"type": "grid", "cards": stage},
        {"type": "grid", "cards": home, "column_span": 4},
    ]
    return {
        "title": say("title"),
        "views": [
            {
                "title": say("title"),
                "path": "v2h",
                "icon": "mdi:home-lightning-bolt",
                "type": "sections",
                "max_columns": 4,
                "sections": sections,
            }
        ],
    }
