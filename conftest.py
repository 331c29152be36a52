"""Where pytest starts: the folder of the project's own integrations goes before the test plugin's."""

import custom_components  # noqa: F401
