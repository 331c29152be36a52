"""The fake home of the tests with Home Assistant, here too."""

from tests.ha.conftest import every_entity_is_on, home

__all__ = ["every_entity_is_on", "home"]
