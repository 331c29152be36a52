"""The demo's dashboard: the one that everybody gets, and beside it a stage for mischief."""

from typing import Any

type Card = dict[str, Any]

_WORDS: dict[str, dict[str, str]] = {
    "title": {"ja": "V2Hプランナー", "en": "V2H Planner"},
    "stage": {"ja": "試してみる", "en": "Try it"},
    "stage_hint": {
        "ja": "ボタンを押すと、仮想の家に出来事が起こります。計画がどう変わるか見てみてください。",
        "en": "Each button makes something happen in the virtual home. Watch how the plan answers.",
    },
    "weather_hint": {
        "ja": "天気を選ぶと、仮想の気象台がそのとおりに発表します。車の充電計画がどう変わるか見てみてください。",
        "en": "Pick the weather: a virtual weather office announces it. Watch how the car gets ready.",
    },
    "home": {"ja": "家のようす", "en": "The home"},
    "power": {"ja": "電力", "en": "Power"},
    "price": {"ja": "電気料金単価", "en": "Price"},
    "soc": {"ja": "車の残量", "en": "State of charge"},
}
_MISCHIEF = ("unplug", "cut_grid", "price_spike", "freeze_sensor", "disobey", "all_well")
_FULL = {"columns": "full"}


def _tile(entity: str, **more: Any) -> Card:
    return {"type": "tile", "entity": entity, "name": {"type": "entity"}, **more}


def _hint(words: str) -> Card:
    return {"type": "markdown", "content": words, "grid_options": _FULL}


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
        "grid_options": _FULL,
    }


def dashboard(language: str) -> dict[str, Any]:
    """Return a Lovelace configuration: the strategy, with the stage at the end of its overview."""

    def say(key: str) -> str:
        return _WORDS[key][language]

    stage = [
        {"type": "heading", "heading": say("stage"), "icon": "mdi:drama-masks"},
        _hint(say("stage_hint")),
        *(
            _tile(f"button.demo_stage_{key}", hide_state=True, tap_action={"action": "toggle"})
            for key in _MISCHIEF
        ),
        _hint(say("weather_hint")),
        _tile(
            "select.demo_stage_weather",
            features=[{"type": "select-options"}],
            grid_options=_FULL,
        ),
        _tile("select.demo_v2h_operation_mode"),
        _tile("sensor.demo_v2h_vehicle_connection_status"),
    ]
    home = [
        {"type": "heading", "heading": say("home"), "icon": "mdi:home-analytics"},
        _curves(
            say("power"),
            "sensor.demo_pv_generated_power",
            "sensor.demo_meter_house_load",
            "sensor.demo_meter_grid_power",
            "sensor.demo_v2h_charging_discharging_power",
        ),
        _curves(say("price"), "sensor.demo_market_price"),
        _curves(say("soc"), "sensor.demo_v2h_remaining_stored_electricity_3"),
    ]
    return {
        "title": say("title"),
        "strategy": {
            "type": "custom:v2h-planner",
            "sections": [
                {"type": "grid", "cards": stage},
                {"type": "grid", "cards": home, "column_span": 2},
            ],
        },
    }
