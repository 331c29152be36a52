"""JMA's municipalities: all of them, and the one of a place. For the form, and now and then for the feed."""

from typing import Final

from aiohttp import ClientSession

from ..readers.jma.areas import Areas, JmaArea, read_areas
from ..readers.jma.geo import candidates, is_inside, nearest, read_boxes
from ..readers.jma.json_shapes import JmaShapeError
from ..readers.numbers import shorten
from .http_json import UnavailableError, async_fetch

BASE_URL: Final = "https://www.jma.go.jp/bosai"


async def async_areas(session: ClientSession, base_url: str = BASE_URL) -> Areas:
    """Fetch all areas; UnavailableError without a usable answer. They change once a year or less: keep them."""
    try:
        return read_areas(await _async_constant(session, base_url, "area.json"))
    except JmaShapeError as err:
        raise UnavailableError(shorten(err)) from err


async def async_find(
    session: ClientSession, lat: float, lon: float, base_url: str = BASE_URL, areas: Areas | None = None
) -> JmaArea | None:
    """Find the area of a place, None outside Japan. The place stays here: boxes and outlines are fetched and compared.

    JMA's own page finds "here" the same way: the boxes that contain the place, then their outlines; on the shore,
    where there is none, the nearest box. UnavailableError without a usable answer.
    """
    place = (lat, lon)
    areas = areas or await async_areas(session, base_url)
    try:
        boxes = read_boxes(await _async_constant(session, base_url, "class20relm.json"))
    except JmaShapeError as err:
        raise UnavailableError(shorten(err)) from err
    boxes = {code: box for code, box in boxes.items() if areas.get(code)}
    around = candidates(boxes, place)
    for code in around:
        try:
            outline = await _async_constant(session, base_url, f"geojson/class20s/{code}.json")
        except UnavailableError:
            continue
        if is_inside(outline, place):
            return areas.get(code)
    shore = nearest(boxes, place)
    return areas.get(shore) if shore else None


async def _async_constant(session: ClientSession, base_url: str, name: str) -> object:
    answer = await async_fetch(session, f"{base_url.rstrip('/')}/common/const/{name}")
    return answer.payload if answer else None
