"""Stand-in for a noise filter that has to be compiled; the demo hears no microphone."""


class AudioProcessor:
    """Name to import; nothing in the demo makes one."""
