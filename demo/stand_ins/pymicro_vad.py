"""Stands in for a voice detector that has to be compiled; the demo hears no microphone."""


class MicroVad:
    """Nothing in the demo makes one."""
