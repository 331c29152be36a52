"""After the home's form: a moment from the recorder shows which way round the meter counts."""

from datetime import timedelta
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.db_schema import StatisticsShortTerm
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from tests.ha import flow_walk
from tests.ha.entry_forms import HOME, OUTAGE, PEOPLE, PRICES, STORM, home_entry
from tests.ha.flow_walk import Walk, added, home_page, new_home, options_of

house, setup_entry = flow_walk.house, flow_walk.setup_entry


@pytest.fixture(autouse=True)
def furnished(recorder_mock: Recorder, setup_entry: Any, house: Any) -> None:
    """The recorder comes first."""


async def remember(hass: HomeAssistant, recorder: Recorder, **watts: list[float]) -> None:
    """Five-minute means of the last half hours, in W."""
    end = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    for name, values in watts.items():
        rows = [
            {"start": end - timedelta(minutes=5 * (len(values) - i)), "mean": value}
            for i, value in enumerate(values)
        ]
        recorder.async_import_statistics(
            {
                "statistic_id": f"sensor.{name}",
                "source": "recorder",
                "name": None,
                "unit_of_measurement": "W",
                "unit_class": "power",
                "mean_type": StatisticMeanType.ARITHMETIC,
                "has_sum": False,
            },
            rows,
            StatisticsShortTerm,
        )
    await async_wait_recording_done(hass)


async def after_home(hass: HomeAssistant, **changes: Any) -> Walk:
    walk = await new_home(hass)
    await walk.pay(PRICES)
    await walk.fill("found", page(**changes))
    return walk


def page(**changes: Any) -> dict[str, Any]:
    """The page of the home, with the meter the usual way round."""
    return home_page({**HOME, "grid_import_positive": True, **changes}, STORM, OUTAGE, PEOPLE)


def buying_is_positive(hass: HomeAssistant, result: Any) -> bool:
    flow: Any = hass.config_entries.flow._progress[result["flow_id"]]
    answer: bool = flow.answered()["home"]["grid_import_positive"]
    return answer


async def test_power_sold_at_noon_shows_that_buying_is_positive(
    hass: HomeAssistant, recorder_mock: Recorder
) -> None:
    await remember(hass, recorder_mock, pv=[2100.0] * 6, load=[700.0] * 6, grid=[-1400.0] * 6)
    walk = await after_home(hass, grid_import_positive=False)
    assert walk.result["step_id"] == "grid_sign_sold"
    said = walk.result["description_placeholders"]
    assert (said["pv"], said["grid"]) == ("2.1", "-1.4")

    result = await walk.choose("grid_sign_right")
    assert result["step_id"] == "first_storage"
    assert buying_is_positive(hass, result) is True


async def test_a_meter_that_counts_selling_as_positive_is_found_without_a_load_sensor(
    hass: HomeAssistant, recorder_mock: Recorder
) -> None:
    night, noon = [0.0] * 6, [3000.0] * 3
    await remember(hass, recorder_mock, pv=[*night, *noon], grid=[*[-600.0] * 6, *[2200.0] * 3])
    walk = await after_home(hass, load_power="sensor.missing_later")
    assert walk.errors  # a load that is not there is refused first
    await walk.fill("found", {key: value for key, value in page().items() if key != "load_power"})
    assert walk.result["step_id"] == "grid_sign_sold"

    result = await walk.choose("grid_sign_right")
    assert buying_is_positive(hass, result) is False


async def test_a_person_who_knows_better_wins(hass: HomeAssistant, recorder_mock: Recorder) -> None:
    await remember(hass, recorder_mock, pv=[0.0] * 6, load=[800.0] * 6, grid=[800.0] * 6)
    walk = await after_home(hass, grid_import_positive=False)
    assert walk.result["step_id"] == "grid_sign_bought"

    result = await walk.choose("grid_sign_wrong")
    assert buying_is_positive(hass, result) is False


@pytest.mark.parametrize(
    ("pv", "grid", "step"), [(2100.0, -1400.0, "grid_sign_sold"), (0.0, 700.0, "grid_sign_bought")]
)
async def test_a_browser_that_comes_back_sees_the_question_again(
    hass: HomeAssistant, recorder_mock: Recorder, pv: float, grid: float, step: str
) -> None:
    await remember(hass, recorder_mock, pv=[pv] * 6, load=[700.0] * 6, grid=[grid] * 6)
    walk = await after_home(hass, grid_import_positive=False)
    again = await hass.config_entries.flow.async_configure(walk.result["flow_id"])
    assert again["step_id"] == step


async def test_nobody_is_asked_about_power_sold_in_the_night(
    hass: HomeAssistant, recorder_mock: Recorder
) -> None:
    # The meter of the house counts the other way round: by it the home would sell without sun.
    await remember(hass, recorder_mock, pv=[0.0] * 6, load=[-700.0] * 6, grid=[700.0] * 6)
    walk = await after_home(hass)
    assert walk.result["step_id"] == "first_storage"


async def test_a_meter_that_is_right_is_not_asked_about(hass: HomeAssistant, recorder_mock: Recorder) -> None:
    await remember(hass, recorder_mock, pv=[2100.0] * 6, load=[700.0] * 6, grid=[-1400.0] * 6)
    walk = await after_home(hass)
    assert walk.result["step_id"] == "first_storage"


@pytest.mark.parametrize(
    "past",
    [
        {},
        {"pv": [2100.0] * 2, "load": [700.0] * 2, "grid": [-1400.0] * 2},
        {"pv": [2100.0] * 6, "load": [700.0] * 6, "grid": [-1400.0, 1400.0] * 3},
    ],
)
async def test_without_clear_evidence_nothing_is_asked(
    hass: HomeAssistant, recorder_mock: Recorder, past: dict[str, list[float]]
) -> None:
    await remember(hass, recorder_mock, **past)
    walk = await after_home(hass)
    assert walk.result["step_id"] == "first_storage"


async def test_a_home_that_is_set_up_is_asked_only_when_its_meter_contradicts(
    hass: HomeAssistant, recorder_mock: Recorder
) -> None:
    await remember(hass, recorder_mock, pv=[2100.0] * 6, load=[700.0] * 6, grid=[1400.0] * 6)
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("home")
    await walk.fill("home", {**HOME, "grid_import_positive": True})
    assert walk.result["step_id"] == "grid_sign_sold"
    await walk.choose("grid_sign_right")
    assert entry.options["home"]["grid_import_positive"] is False

    walk = await options_of(hass, entry)
    await walk.choose("home")
    result = await walk.fill("home", HOME)
    assert result["type"] == "create_entry"
