"""Keys, passwords and places are in no message, log or diagnostics."""

import json
import logging
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.v2h_planner.core.readings import Fault, FaultKind
from custom_components.v2h_planner.devices.service_calls import async_refusal
from custom_components.v2h_planner.diagnostics import async_get_config_entry_diagnostics
from custom_components.v2h_planner.readers.numbers import FOUND_LENGTH, shorten
from custom_components.v2h_planner.readers.secrets import conceal, trace
from custom_components.v2h_planner.runtime.limits import Patience
from tests.ha.conftest import FakeHome, leaf
from tests.ha.entry_forms import CHIYODA, OPTIONS, home_entry, storage

KEY = "s3cr3tK3y9876543210"
LEAKS = [
    f"401, message='Unauthorized', url='https://api.example/v1?token={KEY}'",
    f"Cannot connect to https://user:{KEY}@broker.example:8883/x",
    f"https://user:{KEY}/{KEY}@broker.example/x",
    f"POST https://hooks.example/services/T0/{KEY} failed",
    f"mqtt://{KEY}@broker.example",
    f"Authorization: Bearer {KEY}",
    f"'authorization': 'Bearer {KEY}'",
    f"{{'access_token': '{KEY}', 'expires_in': 3600}}",
    f'{{"refresh_token":"{KEY}"}}',
    f"api_key={KEY}&area=03",
    f"X-Api-Key: {KEY}",
    f"apikey = {KEY}",
    f"password={KEY}",
    f"PASSWD: '{KEY}",
    f"client_secret: {KEY}; next",
    f"bearer {KEY}",
    f"Cookie: session={KEY}",
    f"eyJhbGciOiJI.{KEY}.x",
    f"token: b'{KEY}'",
]
HARMLESS = [
    "timeout",
    "63 %",
    "HTTP 503",
    "Cannot connect to host www.jma.go.jp:443 ssl:default [Name or service not known]",
    "→ evil.example",
    "https://www.jma.go.jp",
    "https://www.jma.go.jp/",
    "no price for today; 48 rows",
    "sensor.token_ring_power",
    "2026-11-28T07:30:00+09:00",
]


@pytest.mark.parametrize("text", LEAKS)
def test_a_message_tells_no_key(text: str) -> None:
    assert KEY not in conceal(text)
    assert KEY not in shorten(text)
    assert KEY not in shorten([text])
    assert KEY not in shorten({"said": text})
    assert KEY[:8] not in shorten("x" * (FOUND_LENGTH - 60) + " " + text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_key_stays(text: str) -> None:
    assert conceal(text) == shorten(text) == text


def test_a_state_cannot_write_a_line_of_its_own_into_the_log() -> None:
    assert shorten("5\n2026-11-28 ERROR all is lost\x1b[31m") == "5 2026-11-28 ERROR all is lost [31m"


async def test_what_a_unit_refuses_with_tells_no_key() -> None:
    async def write() -> None:
        raise HomeAssistantError(LEAKS[0])

    assert KEY not in str(await async_refusal(1.0, write()))


async def test_even_at_debug_level_no_key_of_another_integration_is_logged(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    async def question() -> None:
        raise ConnectionError(LEAKS[0]) from ValueError(LEAKS[1])

    with caplog.at_level(logging.DEBUG):
        read = await Patience(1.0, 600.0).ask("prices", question)
    assert "ConnectionError" in caplog.text
    assert KEY not in caplog.text + str(read.faults)


def test_a_trace_is_bounded() -> None:
    assert len(trace(ValueError("x" * 1_000_000))) < 10_000


async def test_diagnostics_tell_neither_the_place_nor_a_person_nor_a_key(home: FakeHome) -> None:
    options: dict[str, Any] = {**OPTIONS, "people": {**OPTIONS["people"], "notify": ["notify.hanako"]}}
    options["storm"] = {**OPTIONS["storm"], "jma": True, "jma_area": CHIYODA}
    home.hass.config.latitude, home.hass.config.longitude = 35.68123, 139.76543
    home.hass.config.location_name = "Yamada residence"
    home.entry = home_entry(
        storage("v2h_ev", leaf(), name="Hanako's Leaf", subentry_id="leaf"), options=options
    )
    await home.start()
    coordinator = home.entry.runtime_data
    inputs = coordinator.data.inputs
    area = f"{CHIYODA['prefecture']} {CHIYODA['name']}"
    faults = tuple(
        Fault(kind, source, found, fatal=False)
        for kind, source, found in (
            (FaultKind.AREA_GONE, "jma", area),
            (FaultKind.NO_ANSWER, "Hanako's Leaf, Yamada residence", "90 s"),
            (FaultKind.NO_ANSWER, "sensor.prices", LEAKS[0]),
        )
    )
    object.__setattr__(inputs.readings, "faults", faults)
    told = json.dumps(await async_get_config_entry_diagnostics(home.hass, home.entry), ensure_ascii=False)
    for private in (KEY, "Hanako", "hanako", "Yamada", "35.68", "139.76", *CHIYODA.values()):
        assert not private or not {f'"{private}', f" {private}"} & set(
            re.findall(r"[\" ]" + re.escape(private), told)
        )
    assert CHIYODA["name"] not in told
    assert "sensor.prices" in told


async def test_the_log_names_neither_the_place_nor_a_key(
    home: FakeHome, caplog: pytest.LogCaptureFixture
) -> None:
    home.set("sensor.pv", LEAKS[5])
    with caplog.at_level(logging.DEBUG, "custom_components.v2h_planner"):
        await home.start()
    ours = [record.getMessage() for record in caplog.records if "v2h_planner" in record.name]
    assert any("sensor.pv" in line for line in ours)
    assert KEY not in "\n".join(ours)
