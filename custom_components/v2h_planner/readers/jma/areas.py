"""JMA's areas: 1,805 municipalities (class20) and the regions and offices that they belong to.

`common/const/area.json`: `{"offices": {code: {"name", "enName", "parent"}}, "class10s": ..., "class15s": ...,
"class20s": {code: {"name", "enName", "kana", "parent"}}}`. A code may stand in two levels (130040 is a class10 and a
class15), so each level is looked up by itself.
`common/const/class20relm.json`: `{code: {"ne": [lat, lon], "sw": [lat, lon]}}`, each area's box.
`common/const/geojson/class20s/{code}.json`: its outline, GeoJSON with [lon, lat].
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Any, Final

from ..text import compact
from .json_shapes import JmaShapeError, describe, mapping, text

# Offices that are not named after their prefecture.
_PREFECTURES: Final = {"01": "北海道", "46": "鹿児島県", "47": "沖縄県"}
# What follows a municipality's own name in the name of an area: 横浜市北部, 日光市今市.
_PART: Final = re.compile(r"(.+?[市区町村])(?:[東西南北中]部|.{0,6})")
_KATAKANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaArea:
    """A municipality, or a part of a large one. `class15`, `class10`: its regions; `office`: the one that warns it."""

    code: str
    name: str
    en_name: str = ""
    kana: str = ""
    office: str = ""
    class10: str = ""
    class15: str = ""
    prefecture: str = ""

    @property
    def label(self) -> str:
        """Prefecture and name: 神奈川県 横浜市北部."""
        return f"{self.prefecture} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas, by code, from north to south."""

    by_code: Mapping[str, JmaArea]

    def __iter__(self) -> Iterator[JmaArea]:
        """Iterate in the order of the codes, which is north to south."""
        return iter(self.by_code.values())

    def __len__(self) -> int:
        """Return the number of areas."""
        return len(self.by_code)

    def get(self, code: str) -> JmaArea | None:
        """Return the area of a code."""
        return self.by_code.get(code)

    def options(self) -> list[tuple[str, str]]:
        """Return code and label of each, for a list to choose from."""
        return [(area.code, area.label) for area in self]

    def search(self, words: str) -> list[JmaArea]:
        """Search areas by name: kanji, kana or romaji, with or without the prefecture; the best matches first.

        横浜市 finds both of its parts; so does 横浜市中区, whose wards are not areas of their own.
        """
        wanted = _searchable(words)
        if not wanted:
            return []
        ranked = [(rank, area) for area in self if (rank := _rank(area, wanted)) is not None]
        best = sorted(ranked, key=lambda pair: (pair[0], pair[1].code))
        exact = [area for rank, area in best if rank < _CONTAINED]
        return exact or [area for _, area in best]


_EXACT, _BEGINS, _INSIDE, _CONTAINED = 0, 1, 2, 3


def _searchable(words: str) -> str:
    """Return words without width, case, spaces and the difference between the kana."""
    return compact(words).casefold().translate(_KATAKANA)


def _rank(area: JmaArea, wanted: str) -> int | None:
    """Return how well a name fits, 0 best; None if it does not."""
    prefecture = _searchable(area.prefecture)
    names = [words for name in (area.name, area.kana, area.en_name) if (words := _searchable(name))]
    own = [*names, *(prefecture + name for name in names)]
    if wanted in own:
        return _EXACT
    if any(name.startswith(wanted) for name in own):
        return _BEGINS
    if any(wanted in name for name in own):
        return _INSIDE
    part = _PART.fullmatch(_searchable(area.name))
    stem = part.group(1) if part else _searchable(area.name)
    return _CONTAINED if stem and wanted.removeprefix(prefecture).startswith(stem) else None


def read_areas(payload: object) -> Areas:
    """Read all municipalities whose office is known; JmaShapeError when there is none."""
    levels = {
        key: mapping(mapping(payload).get(key)) for key in ("offices", "class10s", "class15s", "class20s")
    }
    areas = [
        area
        for code in sorted(map(str, levels["class20s"]))
        if (area := _area(code, mapping(levels["class20s"].get(code)), levels))
    ]
    if not areas:
        raise JmaShapeError(f"area: {describe(payload)}")
    return Areas({area.code: area for area in areas})


def _area(code: str, row: Mapping[str, Any], levels: Mapping[str, Mapping[str, Any]]) -> JmaArea | None:
    """Read one municipality with its chain of parents; a few are right under a class10 region."""
    parent = text(row.get("parent"))
    middle = mapping(levels["class15s"].get(parent))
    class15 = parent if middle else ""
    class10 = text(middle.get("parent")) if middle else parent
    office = text(mapping(levels["class10s"].get(class10)).get("parent"))
    name = text(row.get("name"))
    if not (name and office):
        return None
    prefecture = _PREFECTURES.get(code[:2]) or text(mapping(levels["offices"].get(office)).get("name"))
    return JmaArea(
        code=code,
        name=name,
        en_name=text(row.get("enName")),
        kana=text(row.get("kana")),
        office=office,
        class10=class10,
        class15=class15,
        prefecture=prefecture,
    )
