"""The plan as a picture, for dashboards and phone notifications."""

from dataclasses import replace
from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import V2HConfigEntry, V2HCoordinator
from .entity import HomeEntity
from .presentation.plan_svg import Labels, render
from .presentation.wording import Wording

PARALLEL_UPDATES = 0
# So many of the next steps are said to who does not see the picture.
STEPS = 5

PICTURE = ImageEntityDescription(key="plan", translation_key="plan", entity_registry_enabled_default=False)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the picture."""
    async_add_entities([PlanPicture(hass, entry.runtime_data)])


class PlanPicture(HomeEntity, ImageEntity):
    """Prices, powers and state of charge of the next hours; drawn on request."""

    _attr_content_type = "image/svg+xml"

    def __init__(self, hass: HomeAssistant, coordinator: V2HCoordinator) -> None:
        """Initialise both parents."""
        HomeEntity.__init__(self, coordinator, PICTURE)
        ImageEntity.__init__(self, hass)
        self._follow_plan()

    def _follow_plan(self) -> None:
        plan = self.snapshot.plan
        self._attr_image_last_updated = None if plan is None else plan.made_at

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._follow_plan()
        super()._handle_coordinator_update()

    @override
    async def async_image(self) -> bytes | None:
        """Draw the plan in the language of the home."""
        plan = self.snapshot.plan
        if plan is None:
            return None
        labels = replace(_labels(self.wording), description=self._told())
        home, zone = self.coordinator.settings.home, dt_util.get_default_time_zone()
        svg = await self.hass.async_add_executor_job(render, plan, home, zone, labels)
        return svg.encode()

    def _told(self) -> str:
        """Return the next steps of every storage in words."""
        chart, now, words = self.snapshot.chart, self.snapshot.at, self.wording
        if chart is None:
            return ""
        steps = (
            words.text(
                "picture_step",
                {
                    "name": storage.name,
                    "start": words.moment(max(run.start, now), now),
                    "action": words.text(f"action_{run.action}"),
                    "soc": f"{100 * run.soc_end:.0f}",
                },
            )
            for storage in self.coordinator.settings.home.storages
            for run in [run for run in chart.runs.get(storage.id, ()) if run.end > now][:STEPS]
        )
        return " ".join(steps)


def _labels(words: Wording) -> Labels:
    """Return the words on the picture."""
    return Labels(
        title=words.text("picture_title"),
        price=words.text("picture_price"),
        forecast=words.text("picture_forecast"),
        power=words.text("picture_power"),
        solar=words.text("picture_solar"),
        load=words.text("picture_load"),
        charge=words.text("picture_charge"),
        discharge=words.text("picture_discharge"),
        grid=words.text("picture_grid"),
        soc=words.text("picture_soc"),
        away=words.text("picture_away"),
        likely=words.text("picture_likely"),
        storm=words.text("picture_storm"),
        weekdays=tuple(words.text(f"picture_weekday_{day}") for day in range(7)),
        day=words.text("picture_day", {"date": "{date}", "weekday": "{weekday}"}),
        export=words.text("picture_export"),
        departure=words.text("picture_departure"),
        floor=words.text("picture_floor", {"soc": "{soc}"}),
    )
