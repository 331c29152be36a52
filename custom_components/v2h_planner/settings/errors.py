"""What can be wrong with what a person has set: one tree of errors, each with its text in every language.

    SettingsError             the settings of the home, in general
    ├── RowError              a row of a list; `found` is the row
    │   ├── AdderError        of the adders
    │   └── BandError         of the time-of-use table
    ├── FitStartError         the day on which FIT began is missing, or no date
    ├── PriceLimitsError      the lowest energy price is above the highest
    ├── StorageError          the numbers of a storage, whose name is `found`
    ├── NoStorageError        a home without a storage
    └── HomeTooLargeError     a home with more storages than a program ships for

An error carries no sentence, only the key of one: translations/ has it under `exceptions`, and in the same words
under `error` or `abort` of the forms that show it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Final


class SettingsError(ValueError):
    """Settings that cannot be used. `placeholders`: of the text with that key."""

    key: ClassVar[str] = "bad_settings"

    def __init__(self, **placeholders: str) -> None:
        super().__init__(self.key, *placeholders.values())
        self.placeholders = placeholders


# A longer row is nothing that a person wrote.
LONGEST_ROW: Final = 200
MOST_ROWS: Final = 200


class RowError(SettingsError):
    """A row that is not understood, as the person wrote it."""

    def __init__(self, found: str) -> None:
        super().__init__(found=found)


class AdderError(RowError):
    """An adder that is not understood."""

    key = "adder_not_understood"


class BandError(RowError):
    """A band that is not understood or contradicts another; several rows when together they leave out a weekday."""

    key = "band_not_understood"


class FitStartError(SettingsError):
    """FIT in two steps without the day on which it began."""

    key = "fit_start_missing"


class PriceLimitsError(SettingsError):
    """A lowest energy price above the highest."""

    key = "floor_above_cap"


class StorageError(SettingsError):
    """A storage whose numbers contradict each other or cannot be."""

    key = "bad_storage"

    def __init__(self, found: str) -> None:
        super().__init__(found=found)


class NoStorageError(SettingsError):
    """A home without a storage: there is nothing to plan."""

    key = "no_storage"


class HomeTooLargeError(SettingsError):
    """A home with more storages than a program ships for; so many EVs and home batteries are planned together."""

    key = "home_too_large"

    def __init__(self, evs: int, batteries: int) -> None:
        super().__init__(evs=str(evs), batteries=str(batteries))


@contextmanager
def told_as(error: SettingsError) -> Iterator[None]:
    """Turn a ValueError of the core or of Python, which has no translated text, into this error."""
    try:
        yield
    except SettingsError:
        raise
    except ValueError as err:
        raise error from err
