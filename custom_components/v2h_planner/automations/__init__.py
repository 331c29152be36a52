"""What triggers, conditions and the window action share: the homes, what is news in them, and windows that have begun."""
