"""The fake home of the tests with Home Assistant, here too."""

from tests.ha.conftest import home

__all__ = ["home"]
