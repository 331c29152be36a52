"""Stands in for a noise filter that has to be compiled; the demo hears no microphone."""


class AudioProcessor:
    """Nothing in the demo makes one."""
