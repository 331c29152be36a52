"""`script/replan`: a diagnostics download is planned again, and every difference is told by its slot."""

from datetime import date
import json
from pathlib import Path
from typing import Any

import pytest

from backtest.homes import PROFILES, Contract
from backtest.read import generate
from custom_components.v2h_planner.core.codec import encode
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home
from custom_components.v2h_planner.core.simulation.policies import Planned
from custom_components.v2h_planner.core.simulation.world import Observation, simulate
from replay.replan import main

HOME = PROFILES[1].home


class Asking(Planned):
    """Keep what the first pass starts from."""

    asked: PipelineInput

    def plan(self, observation: Observation) -> None:
        self.asked = self.inputs(observation)


@pytest.fixture(scope="module")
def download() -> dict[str, Any]:
    """Return a file as Home Assistant saves it."""
    policy = Asking(HOME)
    simulate(generate(date(2026, 4, 1), 10, PROFILES[1], Contract()), HOME, policy, first=7 * 48, count=1)
    plan, _ = plan_home(policy.asked)
    data = {"entry": {}, "inputs": encode(policy.asked), "plan": encode(plan)}
    return {"home_assistant": {"version": "2026.10.4"}, "custom_components": {}, "data": data}


def written(folder: Path, file: Any) -> str:
    path = folder / "config_entry-v2h_planner.json"
    path.write_text(file if isinstance(file, str) else json.dumps(file), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("alone", [False, True])
def test_the_same_plan_is_made_again(
    tmp_path: Path, download: dict[str, Any], capsys: pytest.CaptureFixture[str], alone: bool
) -> None:
    assert main([written(tmp_path, download["data"] if alone else download)]) == 0
    assert capsys.readouterr().out.endswith("same to the last slot\n")


def test_what_differs_is_told_by_its_slot(
    tmp_path: Path, download: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    other = json.loads(json.dumps(download))
    slots = other["data"]["plan"]["slots"]
    slots[3]["load_kw"] += 0.5
    slots[7]["storages"][0]["reason"] = {"code": "hold_paused", "numbers": {}, "times": {}}
    slots[9]["pv_kw"] += 1e-9  # another machine's rounding
    assert main([written(tmp_path, other)]) == 1
    out = capsys.readouterr().out
    assert "2 slots differ" in out
    assert "load_kw" in out
    assert "storages[0].reason.code hold_paused ->" in out
    del slots[-1]
    assert main([written(tmp_path, other)]) == 1
    assert "number of slots" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("no JSON", "cannot be read as JSON"),
        ([], "no diagnostics of V2H Planner"),
        ({"data": {"states": []}}, "no diagnostics of V2H Planner"),
        ({"data": {"entry": {}, "inputs": None, "plan": None}}, "no plan was made"),
        ({"data": {"entry": {}, "inputs": {"now": 3}, "plan": {}}}, "of another version"),
    ],
)
def test_a_file_that_is_none_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: Any, why: str
) -> None:
    assert main([written(tmp_path, file)]) == 2
    assert why in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_to_be_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all.json"]) == 2
    assert "all.json" in capsys.readouterr().err
