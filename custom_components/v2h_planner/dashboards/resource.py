"""The card among the resources of all dashboards; what others have registered there is never touched."""

from typing import Final
from urllib.parse import urlsplit

from homeassistant.components.lovelace.const import CONF_RESOURCE_TYPE_WS, LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceYAMLCollection
from homeassistant.const import CONF_ID, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .card_file import LASTING_URL, OURS

ISSUE: Final = "card_not_listed"


async def async_keep_resource(hass: HomeAssistant, url: str | None) -> None:
    """See to it that the card is listed once, under this address; None takes it out."""
    resources = hass.data[LOVELACE_DATA].resources
    # Before this the list may not have been read from the disk, and then looks empty.
    await resources.async_get_info()
    if isinstance(resources, ResourceYAMLCollection):
        _tell(hass, missing=url is not None and not is_listed(hass))
        return
    _tell(hass, missing=False)
    listed = [item for item in resources.async_items() if _is_ours(item[CONF_URL])]
    if url is not None and not listed:
        await resources.async_create_item({CONF_RESOURCE_TYPE_WS: "module", CONF_URL: url})
    elif url is not None and listed[0][CONF_URL] != url:
        await resources.async_update_item(listed[0][CONF_ID], {CONF_URL: url})
    for surplus in listed if url is None else listed[1:]:
        await resources.async_delete_item(surplus[CONF_ID])


@callback
def is_listed(hass: HomeAssistant) -> bool:
    """Return whether the card is among the resources."""
    return any(_is_ours(item[CONF_URL]) for item in hass.data[LOVELACE_DATA].resources.async_items())


def _is_ours(url: str) -> bool:
    """Return whether an address is the card's, of whatever version and with whatever query."""
    return urlsplit(url).path.startswith(OURS)


@callback
def _tell(hass: HomeAssistant, *, missing: bool) -> None:
    """Show which lines configuration.yaml lacks: that file is a person's, and nobody else writes into it."""
    if not missing:
        ir.async_delete_issue(hass, DOMAIN, ISSUE)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        data={"card": LASTING_URL},
    )
