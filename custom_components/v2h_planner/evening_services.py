"""The action that answers the evening question."""

from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .evening.log import Answer, AnswerKind
from .evening.wording import asked_sentence, taken_sentence
from .presentation.translation import wording
from .service_targets import UNITS, car_of, coordinator_of
from .trip_services import ATTR_BACK, ATTR_DISTANCE, ATTR_LEAVE, refusing

ATTR_ANSWER: Final = "answer"
ATTR_DAY: Final = "day"
SERVICE_ANSWER: Final = "answer_evening_question"

_ANSWER = probatio.Schema(
    {
        **UNITS,
        probatio.Required(ATTR_ANSWER): probatio.In([kind.value for kind in AnswerKind]),
        probatio.Optional(ATTR_DISTANCE): probatio.All(
            probatio.Coerce(float), probatio.Range(min=0, max=3000)
        ),
        probatio.Optional(ATTR_LEAVE): cv.time,
        probatio.Optional(ATTR_BACK): cv.time,
        probatio.Optional(ATTR_DAY): cv.date,
    }
)


@callback
def async_setup_evening_services(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN, SERVICE_ANSWER, _answer, _ANSWER, supports_response=SupportsResponse.OPTIONAL
    )


async def _answer(call: ServiceCall) -> ServiceResponse:
    """Take an answer, and return what was taken in a sentence."""
    coordinator = await coordinator_of(call)
    storage = car_of(call, coordinator)
    answer = Answer(
        kind=AnswerKind(call.data[ATTR_ANSWER]),
        km=call.data.get(ATTR_DISTANCE),
        leave=call.data.get(ATTR_LEAVE),
        back=call.data.get(ATTR_BACK),
    )
    with refusing():
        asked = coordinator.async_answer_evening(storage.id, answer, call.data.get(ATTR_DAY))
    said = asked_sentence if asked.answered is None else taken_sentence
    zone = dt_util.get_default_time_zone()
    return {
        "said": said(asked, wording(call.hass), zone, dt_util.utcnow()),
        "day": asked.start.astimezone(zone).date().isoformat(),
        "trips": [
            {
                ATTR_LEAVE: dt_util.as_local(trip.leave).isoformat(),
                ATTR_BACK: dt_util.as_local(trip.back).isoformat(),
                "energy_kwh": round(trip.energy_kwh, 2),
                "from": trip.source.value,
            }
            for trip in asked.trips
        ],
    }
