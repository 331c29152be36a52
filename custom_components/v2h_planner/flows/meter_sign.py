"""The sign check of the grid meter: a moment of the last days that a person can remember, to confirm.

Meters differ in which way round they count. The recorder has what solar power and the meter showed
together; where that leaves one way only, the person is asked to confirm it and the answer is set.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from homeassistant.components.recorder.statistics import StatisticsRow, statistics_during_period
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.util import dt as dt_util

from .. import const as c
from ..readers.meter_sign import CLEAR_KW, GridSign, PowerMoment, SignEvidence, check_grid_sign
from .base import HomeForm

LOOK_BACK = timedelta(days=2)
ANSWERS = ["grid_sign_right", "grid_sign_wrong"]


async def async_grid_sign(hass: HomeAssistant, home: Mapping[str, Any]) -> GridSign:
    """Find the sign of the grid meter, as far as the recorder's statistics tell."""
    fields = (c.CONF_PV_POWER, c.CONF_GRID_POWER, c.CONF_LOAD_POWER)
    sensors = {where: home[where] for where in fields if home.get(where)}
    if DATA_INSTANCE not in hass.data or not {c.CONF_PV_POWER, c.CONF_GRID_POWER} <= sensors.keys():
        return GridSign(import_positive=None)
    rows = await hass.data[DATA_INSTANCE].async_add_executor_job(
        partial(
            statistics_during_period,
            hass,
            dt_util.utcnow() - LOOK_BACK,
            None,
            set(sensors.values()),
            "5minute",
            {"power": "kW"},
            {"mean"},
        )
    )
    means = {where: _means(rows.get(entity_id, ())) for where, entity_id in sensors.items()}
    load = means.get(c.CONF_LOAD_POWER)
    pv = means[c.CONF_PV_POWER]
    return check_grid_sign(
        [
            PowerMoment(
                at=datetime.fromtimestamp(at, UTC),
                pv_kw=max(pv[at], 0.0),
                grid_kw=grid_kw,
                load_kw=None if load is None else load.get(at),
            )
            for at, grid_kw in means[c.CONF_GRID_POWER].items()
            if at in pv
        ]
    )


def _means(rows: Iterable[StatisticsRow]) -> dict[float, float]:
    return {row["start"]: mean for row in rows if (mean := row.get("mean")) is not None}


class SignForms(HomeForm):
    """The steps after the form `home`."""

    _home: dict[str, Any]
    _import_positive: bool

    async def async_check_sign(self, home: dict[str, Any]) -> ConfigFlowResult:
        """Ask if the answer contradicts a clear moment."""
        sign = await async_grid_sign(self.hass, home)
        shown, found = sign.shown, sign.import_positive
        agrees = found == home[c.CONF_GRID_IMPORT_POSITIVE]
        if found is None or shown is None or shown.grid_kw is None or agrees:
            return await self.async_answer(c.CONF_HOME, home)
        sold = (shown.grid_kw > 0) is not found
        if sold and (sign.evidence is not SignEvidence.EXPORT or (shown.pv_kw or 0.0) < CLEAR_KW):
            return await self.async_answer(c.CONF_HOME, home)
        self._home, self._import_positive = home, found
        return self.async_show_menu(
            step_id="grid_sign_sold" if sold else "grid_sign_bought",
            menu_options=ANSWERS,
            description_placeholders={
                "time": dt_util.as_local(shown.at).strftime("%H:%M"),
                "pv": f"{shown.pv_kw or 0.0:.1f}",
                "grid": f"{shown.grid_kw:+.1f}",
            },
        )

    async def async_step_grid_sign_sold(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the question again when the browser comes back to it."""
        return await self.async_check_sign(self._home)

    async def async_step_grid_sign_bought(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the question again when the browser comes back to it."""
        return await self.async_check_sign(self._home)

    async def async_step_grid_sign_right(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Store the sign that was found."""
        return await self._settle(self._import_positive)

    async def async_step_grid_sign_wrong(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Store the opposite sign."""
        return await self._settle(not self._import_positive)

    async def _settle(self, import_positive: bool) -> ConfigFlowResult:
        answer = {**self._home, c.CONF_GRID_IMPORT_POSITIVE: import_positive}
        return await self.async_answer(c.CONF_HOME, answer)
