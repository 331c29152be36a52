"""Stand-in for a voice detector that has to be compiled; the demo hears no microphone."""


class MicroVad:
    """Name to import; nothing in the demo makes one."""
