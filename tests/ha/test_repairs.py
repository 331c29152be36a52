"""A fault is one message, however often it comes and goes."""

from datetime import timedelta

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.issue_registry import EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.core.readings import Fault, FaultKind
from custom_components.v2h_planner.repairs import Reporter
from tests.ha.conftest import NOW, FakeHome

NOT_A_NUMBER = Fault(FaultKind.NOT_A_NUMBER, "sensor.leaf_soc", "full")
AWAY = Fault(FaultKind.UNAVAILABLE, "sensor.leaf_soc")


class Watched:
    """A reporter, what it showed and how often that changed."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.now = NOW
        self.changes: list[str] = []
        self.reporter = Reporter(hass, MockConfigEntry(domain=DOMAIN))
        hass.bus.async_listen(EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, self.changed)

    @callback
    def changed(self, event: Event[ir.EventIssueRegistryUpdatedData]) -> None:
        self.changes.append(event.data["action"])

    @property
    def shown(self) -> bool:
        return any(domain == DOMAIN for domain, _ in ir.async_get(self.hass).issues)

    async def look(self, fault: Fault | None, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.reporter.report([] if fault is None else [fault], self.now)
        await self.hass.async_block_till_done()


@pytest.fixture
def watched(hass: HomeAssistant) -> Watched:
    return Watched(hass)


async def test_a_fault_that_goes_takes_its_repair_with_it(watched: Watched) -> None:
    await watched.look(NOT_A_NUMBER, 60)
    assert watched.shown
    await watched.look(None, 60)
    assert not watched.shown


async def test_an_input_that_flaps_each_fifteen_seconds_is_one_line_and_one_repair(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    for i in range(120):
        await watched.look(None if i % 2 else NOT_A_NUMBER, 15)
    assert watched.shown
    assert caplog.text.count("sensor.leaf_soc: not a number") == 1
    assert len(watched.changes) <= 3
    for _ in range(6):
        await watched.look(None, 60)
    assert not watched.shown, "it has been good for five minutes"


async def test_a_fault_is_told_again_after_an_hour(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await watched.look(NOT_A_NUMBER, 60)
        for _ in range(7):
            await watched.look(None, 300)
    assert caplog.text.count("sensor.leaf_soc: not a number") == 2


async def test_a_sensor_that_comes_and_goes_is_away_for_as_long_as_it_was_away_altogether(
    watched: Watched,
) -> None:
    for _ in range(4):
        await watched.look(AWAY, 15)
        await watched.look(AWAY, 60)
        await watched.look(None, 15)
    assert not watched.shown
    for _ in range(2):
        await watched.look(AWAY, 15)
        await watched.look(AWAY, 60)
    assert watched.shown


async def test_a_clock_that_is_set_back_leaves_no_repair_for_ever(watched: Watched) -> None:
    for _ in range(4):
        await watched.look(NOT_A_NUMBER, 15)
        await watched.look(None, 15)
    assert watched.shown
    await watched.look(None, -3600)
    for _ in range(6):
        await watched.look(None, 60)
    assert not watched.shown


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("2026-05-16T01:30+00:00", "2026-05-16 10:30"),
        ("150 kW at 2026-05-16T15:30:00Z", "150 kW at 2026-05-17 00:30"),
        ("full", "full"),
    ],
)
async def test_a_repair_speaks_of_the_homes_time_and_calls_things_by_their_names(
    watched: Watched, found: str, said: str
) -> None:
    await watched.hass.config.async_set_time_zone("Asia/Tokyo")
    watched.hass.states.async_set("sensor.leaf_soc", "50", {"friendly_name": "リーフの残量"})
    await watched.look(Fault(FaultKind.STALE, "sensor.leaf_soc", found), 60)
    (issue,) = (issue for (domain, _), issue in ir.async_get(watched.hass).issues.items() if domain == DOMAIN)
    assert issue.translation_placeholders == {"entity": "リーフの残量", "found": said}
    assert issue.data is not None
    assert issue.data["entity"] == "sensor.leaf_soc", "what is replaced is the entity"


async def test_what_has_no_name_is_called_by_its_id(watched: Watched) -> None:
    await watched.look(Fault(FaultKind.MISSING, "sensor.gone"), 60)
    (issue,) = (issue for (domain, _), issue in ir.async_get(watched.hass).issues.items() if domain == DOMAIN)
    assert (issue.translation_placeholders or {})["entity"] == "sensor.gone"


async def test_a_flapping_sensor_of_the_home_is_one_line_in_the_log(
    home: FakeHome, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    made = set()
    for i in range(40):
        home.set("sensor.leaf_soc", "-5" if i % 2 else 50)
        await home.wait(seconds=15)
        made.add(home.shows("sensor.v2h_planner_plan"))
    assert caplog.text.count("sensor.leaf_soc: out of range") == 1
    assert len(made) <= 31, "no more than one in twenty seconds"
