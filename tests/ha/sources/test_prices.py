"""Prices that must be asked for: the retailer's list over a fake network, and other integrations' actions."""

from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
import json
from typing import Any

from aiohttp import ClientConnectionError
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.v2h_planner.core.readings import Fault, FaultKind
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.tariff.import_terms import JST
from custom_components.v2h_planner.feeds.looop import URL
from custom_components.v2h_planner.readers.prices import PriceRead
from custom_components.v2h_planner.settings.model import PriceSettings
from custom_components.v2h_planner.sources.prices import PriceSource, source_id

LOOOP = PriceSettings(looop_area="03")
MORNING = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # nine in Japan
AFTERNOON = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)  # a quarter past four


def day(first: float) -> dict[str, Any]:
    return {"price_data": [round(first + 0.1 * i, 2) for i in range(48)], "level": [0] * 48, "text": {}}


def answer(*, tomorrow: bool) -> str:
    days = {
        "0": day(10),
        "1": day(20),
        "2": day(30) if tomorrow else {"price_data": [], "level": [], "text": {}},
    }
    return json.dumps(days | {"label": [], "timelist": []})


class Reader:
    """A price source with its clock; `news` counts how often it wants to be read again."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        self.hass, self.freezer, self.news = hass, freezer, 0
        self.remembered = StepSeries()
        self.source = PriceSource(hass, "entry", self._heard)

    def _heard(self) -> None:
        self.news += 1

    async def read(self, settings: PriceSettings = LOOOP) -> PriceRead:
        return await self.source.async_read(settings, self.remembered, datetime.now(UTC), JST)

    async def wait(self, span: timedelta, settings: PriceSettings = LOOOP) -> PriceRead:
        """Time passes; whenever the source wants to be read, it is."""
        end = datetime.now(UTC) + span
        read = await self.read(settings)
        while datetime.now(UTC) < end:
            self.freezer.tick(timedelta(minutes=5))
            before = self.news
            async_fire_time_changed(self.hass, datetime.now(UTC))
            await self.hass.async_block_till_done()
            if self.news > before:
                read = await self.read(settings)
        return read


@pytest.fixture
def reader(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Generator[Reader]:
    freezer.move_to(MORNING)
    reader = Reader(hass, freezer)
    yield reader
    reader.source.stop()


@pytest.fixture
def looop(aioclient_mock: AiohttpClientMocker) -> Callable[..., None]:
    """Set what the retailer's server answers from now on."""

    def answers(**response: Any) -> None:
        aioclient_mock.clear_requests()
        aioclient_mock.get(URL, params={"select_area": "03"}, **response)

    return answers


def at_noon(read: PriceRead, days: int = 0) -> float | None:
    return read.series.at(datetime(2026, 11, 22, 12, tzinfo=JST) + timedelta(days=days))


async def test_a_day_costs_two_requests(
    reader: Reader, looop: Callable[..., None], aioclient_mock: AiohttpClientMocker
) -> None:
    looop(text=answer(tomorrow=False))
    read = await reader.read()
    assert (read.now, read.faults) == (21.8, ())
    for _ in range(10):
        await reader.read()
    assert aioclient_mock.call_count == 1
    looop(text=answer(tomorrow=True))
    read = await reader.wait(timedelta(hours=14))
    assert aioclient_mock.call_count == 1, "one more after four, none after that"
    assert (at_noon(read), at_noon(read, 1)) == (22.4, 32.4)


async def test_tomorrow_that_is_late_is_asked_for_a_few_times(
    reader: Reader, looop: Callable[..., None], aioclient_mock: AiohttpClientMocker
) -> None:
    looop(text=answer(tomorrow=False))
    read = await reader.wait(timedelta(hours=14))
    assert aioclient_mock.call_count == 1 + 5
    assert read.faults == (), "late is not broken: the forecast goes on"
    assert at_noon(read, 1) is None


async def test_what_the_server_says_of_its_answer_is_said_back(
    reader: Reader, looop: Callable[..., None], aioclient_mock: AiohttpClientMocker
) -> None:
    looop(
        text=answer(tomorrow=False),
        headers={"ETag": '"a1"', "Last-Modified": "Sun, 22 Nov 2026 00:00:00 GMT"},
    )
    await reader.read()
    reader.freezer.move_to(AFTERNOON + timedelta(minutes=10))
    looop(status=304)
    read = await reader.read()
    assert aioclient_mock.mock_calls[0][3] == {
        "If-None-Match": '"a1"',
        "If-Modified-Since": "Sun, 22 Nov 2026 00:00:00 GMT",
    }
    assert (at_noon(read), read.faults) == (22.4, ())


@pytest.mark.parametrize(
    ("response", "found"),
    [
        ({"text": "<html>maintenance</html>"}, "<html>maintenance</html>"),
        ({"text": answer(tomorrow=True)[:600]}, '{"0": {"price_data": [10.0,'),
        ({"status": 503}, "HTTP 503"),
        ({"exc": TimeoutError()}, "timeout"),
        ({"exc": ClientConnectionError("no route")}, "no route"),
        ({"json": {"1": {"price_data": [20.0] * 40}}}, "price_data: 40 / 48"),
        ({"content": b"\xff\xfe\x00"}, "\ufffd"),
    ],
)
async def test_a_server_that_answers_nonsense_leaves_the_last_prices_and_one_notice(
    reader: Reader,
    looop: Callable[..., None],
    aioclient_mock: AiohttpClientMocker,
    response: dict[str, Any],
    found: str,
) -> None:
    looop(text=answer(tomorrow=False))
    await reader.read()
    looop(**response)
    reader.freezer.move_to(AFTERNOON + timedelta(minutes=10))
    read = await reader.read()
    assert (at_noon(read), read.faults) == (22.4, ()), "once is somebody's maintenance"
    read = await reader.wait(timedelta(hours=6))
    assert aioclient_mock.call_count == 5
    (fault,) = read.faults
    assert (fault.kind, fault.source, fault.fatal) == (FaultKind.NO_PRICES, "Looop 03", False)
    assert fault.found.startswith(found)
    looop(text=answer(tomorrow=True).replace('"1"', '"x"').replace('"2"', '"1"'))
    read = await reader.wait(timedelta(hours=4))
    assert (read.now, read.faults) == (30.0, ()), "the notice goes when the prices are back"


async def test_without_any_price_it_is_said_at_once(reader: Reader, looop: Callable[..., None]) -> None:
    looop(status=500)
    read = await reader.read()
    assert read.series == StepSeries()
    assert read.faults == (Fault(FaultKind.NO_PRICES, "Looop 03", "HTTP 500"),)


async def test_after_a_restart_nothing_is_asked_that_is_known(
    reader: Reader, looop: Callable[..., None], aioclient_mock: AiohttpClientMocker
) -> None:
    looop(status=500)
    midnight = datetime(2026, 11, 22, tzinfo=JST)
    reader.remembered = StepSeries.regular(midnight, timedelta(minutes=30), [11.0] * 48)
    read = await reader.read()
    assert aioclient_mock.call_count == 0
    assert (read.now, read.faults) == (11.0, ())


async def test_another_area_is_another_source(
    reader: Reader, looop: Callable[..., None], aioclient_mock: AiohttpClientMocker
) -> None:
    looop(text=answer(tomorrow=False))
    await reader.read()
    aioclient_mock.get(URL, params={"select_area": "06"}, json={"1": day(50)})
    read = await reader.read(PriceSettings(looop_area="06"))
    assert read.now == 51.8
    assert source_id(PriceSettings(looop_area="06")) == "Looop 06"
    assert source_id(PriceSettings()) is None


async def test_a_table_asks_nobody(reader: Reader, aioclient_mock: AiohttpClientMocker) -> None:
    assert await reader.read(PriceSettings()) == PriceRead()
    assert aioclient_mock.call_count == 0


class Market:
    """Another integration: an entity with the price now alone, and an action that tells the list."""

    def __init__(
        self, hass: HomeAssistant, domain: str, action: str, unique_id: str = "SE3-current_price"
    ) -> None:
        self.hass, self.calls = hass, list[dict[str, Any]]()
        self.reply: Callable[[dict[str, Any]], Any] = lambda _: {}
        entry = MockConfigEntry(domain=domain)
        entry.add_to_hass(hass)
        self.entry_id = entry.entry_id
        self.settings = PriceSettings(
            entity_id=er.async_get(hass)
            .async_get_or_create("sensor", domain, unique_id, config_entry=entry)
            .entity_id
        )
        assert self.settings.entity_id is not None
        hass.states.async_set(self.settings.entity_id, "0.5", {"unit_of_measurement": "SEK/kWh"})
        hass.services.async_register(domain, action, self._answer, supports_response=SupportsResponse.ONLY)

    async def _answer(self, call: ServiceCall) -> Any:
        self.calls.append(dict(call.data))
        return self.reply(dict(call.data))


def hours(date: str, price: float) -> list[dict[str, Any]]:
    start = datetime.fromisoformat(f"{date}T00:00:00+09:00")
    return [
        {
            "start": (start + timedelta(hours=i)).isoformat(),
            "end": (start + timedelta(hours=i + 1)).isoformat(),
            "price": price + i,
        }
        for i in range(24)
    ]


async def test_nord_pool_is_asked_once_a_day_and_once_when_tomorrow_is_out(
    hass: HomeAssistant, reader: Reader
) -> None:
    market = Market(hass, "nordpool", "get_prices_for_date")
    market.reply = lambda data: {"SE3": hours(data["date"], 500.0)}
    read = await reader.read(market.settings)
    assert market.calls == [{"config_entry": market.entry_id, "date": "2026-11-22"}]
    assert read.now == pytest.approx(0.509), "per MWh there, per kWh here"
    assert (read.currency, read.faults) == ("SEK", ())
    read = await reader.wait(timedelta(hours=14), market.settings)
    assert [call["date"] for call in market.calls[1:]] == ["2026-11-22", "2026-11-23"]
    assert at_noon(read, 1) == pytest.approx(0.512)


@pytest.mark.parametrize(
    ("domain", "unique_id", "keys", "now"),
    [
        ("nordpool", "SE3-current_price", ("SE1", "SE3"), 0.509),
        ("omie", "pt_spot_price", ("es", "pt"), 509.0),
    ],
)
async def test_of_several_areas_the_entitys_own_is_taken(
    hass: HomeAssistant, reader: Reader, domain: str, unique_id: str, keys: tuple[str, str], now: float
) -> None:
    market = Market(hass, domain, "get_prices_for_date", unique_id)
    other, own = keys
    market.reply = lambda data: {other: hours(data["date"], 100.0), own: hours(data["date"], 500.0)}
    assert (await reader.read(market.settings)).now == pytest.approx(now)


async def test_several_areas_of_which_none_is_the_entitys_are_not_guessed_at(
    hass: HomeAssistant, reader: Reader
) -> None:
    market = Market(hass, "nordpool", "get_prices_for_date")
    market.reply = lambda data: {"FI": hours(data["date"], 100.0), "EE": hours(data["date"], 500.0)}
    (fault,) = (await reader.read(market.settings)).faults
    assert (fault.kind, fault.found) == (FaultKind.NO_PRICES, "nordpool.get_prices_for_date: FI, EE")


async def test_tomorrow_that_is_not_out_does_not_spoil_today(hass: HomeAssistant, reader: Reader) -> None:
    market = Market(hass, "nordpool", "get_prices_for_date")
    market.reply = lambda data: {"SE3": hours(data["date"], 500.0) if data["date"] == "2026-11-22" else []}
    reader.freezer.move_to(AFTERNOON)
    read = await reader.read(market.settings)
    assert read.faults == ()
    assert at_noon(read) == pytest.approx(0.512)
    assert at_noon(read, 1) is None


async def test_tibber_is_asked_for_a_span(hass: HomeAssistant, reader: Reader) -> None:
    market = Market(hass, "tibber", "get_prices")
    market.reply = lambda _: {
        "prices": {
            "Home": [{"start_time": h["start"], "price": h["price"]} for h in hours("2026-11-22", 1.0)]
        }
    }
    read = await reader.read(market.settings)
    assert market.calls == [{"start": "2026-11-22T00:00:00+09:00", "end": "2026-11-23T00:00:00+09:00"}]
    assert read.now == 10.0


@pytest.mark.parametrize(
    ("error", "found"),
    [(ServiceValidationError("not connected"), "not connected"), (KeyError("SE3"), "KeyError: 'SE3'")],
)
async def test_an_action_that_fails_is_said_and_the_price_now_is_used(
    hass: HomeAssistant, reader: Reader, error: Exception, found: str
) -> None:
    market = Market(hass, "energyzero", "get_energy_prices")

    def fail(_: dict[str, Any]) -> Any:
        raise error

    market.reply = fail
    read = await reader.read(market.settings)
    assert read.now == 0.5
    (fault,) = read.faults
    assert (fault.kind, fault.source, fault.found, fault.fatal) == (
        FaultKind.NO_PRICES,
        market.settings.entity_id,
        found,
        False,
    )


def energy_zero(out: set[str]) -> Callable[[dict[str, Any]], Any]:
    """EnergyZero's action: it fails as a whole where one day of the span, its end included, is not out."""

    def reply(data: dict[str, Any]) -> Any:
        start, end = (datetime.fromisoformat(data[name]) for name in ("start", "end"))
        days = [(start + timedelta(days=i)).date() for i in range((end.date() - start.date()).days + 1)]
        if missing := [day for day in days if day.isoformat() not in out]:
            raise ServiceValidationError(f"no data for {missing[0]}")
        return {"prices": [row for day in days for row in hours(day.isoformat(), 0.1)]}

    return reply


async def test_energy_zero_is_asked_for_no_day_that_is_not_out(
    hass: HomeAssistant, reader: Reader, freezer: FrozenDateTimeFactory
) -> None:
    market = Market(hass, "energyzero", "get_energy_prices")
    market.reply = energy_zero({"2026-11-22"})
    read = await reader.read(market.settings)
    assert (at_noon(read), at_noon(read, 1)) == (12.1, None)
    assert read.faults == ()
    freezer.move_to(AFTERNOON)
    read = await reader.read(market.settings)
    assert (at_noon(read), at_noon(read, 1)) == (12.1, None)  # tomorrow is late
    market.reply = energy_zero({"2026-11-22", "2026-11-23"})
    read = await reader.wait(timedelta(hours=1), market.settings)
    assert (at_noon(read), at_noon(read, 1)) == (12.1, 12.1)


async def test_where_both_days_are_asked_for_at_once_and_that_fails_today_alone_is_asked_for(
    hass: HomeAssistant, reader: Reader, freezer: FrozenDateTimeFactory
) -> None:
    market = Market(hass, "tibber", "get_prices")
    freezer.move_to(AFTERNOON)

    def reply(data: dict[str, Any]) -> Any:
        if data["end"] > "2026-11-23T00:00:00+09:00":
            raise ServiceValidationError("not out")
        return {"prices": {"home": hours("2026-11-22", 0.1)}}

    market.reply = reply
    read = await reader.read(market.settings)
    assert at_noon(read) == 12.1


async def test_an_entity_that_shows_a_list_is_not_asked(hass: HomeAssistant, reader: Reader) -> None:
    market = Market(hass, "amberelectric", "get_forecasts")
    slots = [{"start": h["start"], "price": h["price"]} for h in hours("2026-11-22", 30.0)]
    assert market.settings.entity_id is not None
    hass.states.async_set(
        market.settings.entity_id, "30", {"unit_of_measurement": "AUD/kWh", "prices": slots}
    )
    assert (await reader.read(market.settings)).now == 39.0
    assert market.calls == []


async def test_an_entity_without_a_list_and_without_an_action_says_what_it_has(
    hass: HomeAssistant, reader: Reader
) -> None:
    hass.states.async_set("sensor.price", "12.5", {"unit_of_measurement": "JPY/kWh"})
    read = await reader.read(PriceSettings(entity_id="sensor.price"))
    assert read.now == 12.5
    assert [fault.kind for fault in read.faults] == [FaultKind.UNKNOWN_SHAPE]
