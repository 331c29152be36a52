"""How many storages of a home are planned together: as many as a compiled program ships for; more one by one."""

from collections.abc import Collection

from ..core.home import StorageKind
from ..core.horizon import SLOTS
from ..core.milp.data import Shape
from ..core.milp.program import SHIPPED
from .errors import HomeTooLargeError, NoStorageError

MOST_EVS = max(shape.evs for shape in SHIPPED)
MOST_BATTERIES = max(shape.batteries for shape in SHIPPED)


def check_home_size(kinds: Collection[StorageKind]) -> None:
    """Raise NoStorageError or HomeTooLargeError where no program ships for storages of these kinds."""
    if not kinds:
        raise NoStorageError
    evs = sum(kind.is_ev for kind in kinds)
    if Shape(evs, len(kinds) - evs, SLOTS) not in SHIPPED:
        raise HomeTooLargeError(MOST_EVS, MOST_BATTERIES)
