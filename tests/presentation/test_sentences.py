"""A sentence speaks of its slot: now in the present, later in the future, and what is only likely as such."""

from datetime import timedelta
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.v2h_planner import presentation
from custom_components.v2h_planner.core.plan import Reason, ReasonCode
from custom_components.v2h_planner.presentation.runs import Run, runs
from custom_components.v2h_planner.presentation.wording import Wording
from tests.core.homes import NOW, TOKYO

REASON = Reason(ReasonCode.CHARGE_SURPLUS, {"power": 0.03, "export_price": 8.5})


def words(language: str) -> Wording:
    file = Path(presentation.__file__).parents[1] / "translations" / f"{language}.json"
    texts = json.loads(file.read_text(encoding="utf-8"))["common"]
    return Wording({f"component.v2h_planner.common.{key}": text for key, text in texts.items()}, TOKYO)


@pytest.mark.parametrize(
    ("language", "now", "later", "likely"),
    [
        ("en", "Charging 0.1 kW", "Will charge 0.1 kW", "If it is at home: Will charge 0.1 kW"),
        ("ja", "充電しています。", "充電する予定です。", "家につながっていれば、太陽光の余り"),
    ],
)
def test_now_later_and_likely(language: str, now: str, later: str, likely: str) -> None:
    wording = words(language)
    assert now in wording.reason(REASON, NOW)
    assert later in wording.reason(REASON, NOW, later=True)
    assert likely in wording.reason(REASON, NOW, later=True, likely=True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_compared_has_the_same_digits(language: str) -> None:
    """0.30 kg that spare 0.27 kg: one digit less would make them equal."""
    reason = Reason(ReasonCode.WAIT_DIRTY, {"co2": 0.304, "value": 0.271})
    sentence = words(language).reason(reason, NOW)
    assert "0.30" in sentence
    assert "0.27" in sentence


def slot(hour: int, kw: float, **part: Any) -> SimpleNamespace:
    start = NOW + timedelta(hours=hour)
    usual = {"away": False, "verb": "charge", "charge_kw": kw, "discharge_kw": 0.0, "soc_end": 0.5}
    usual |= {"reason": REASON, "likely": False, "presence": 1.0} | part
    return SimpleNamespace(
        start=start, end=start + timedelta(hours=1), hours=1.0, storage=lambda _: SimpleNamespace(**usual)
    )


def test_a_run_has_its_mean_power_and_says_when_it_is_only_likely() -> None:
    plan: Any = SimpleNamespace(
        slots=[slot(0, 0.0), slot(1, 3.0, likely=True, presence=0.4), slot(2, 3.0, likely=True)]
    )
    (run,) = runs(plan, "car")
    assert isinstance(run, Run)
    assert run.power_kw == pytest.approx(2.0)
    assert run.likely
    assert run.presence == 0.4
