"""Verb -> service calls, and the check that the device obeyed.

For the coordinator:

    units = DeviceControllers(hass, settings.storages, look=self.look, on_hands=self.hands, on_fault=self.fault)
    entry.async_on_unload(units.async_stop)

    await units.async_obey(commands, situation)  # each pass, while control is on
    await units.async_release()  # control switched off, unload, stale data, HA stops: the user's safe state

    look(storage_id) -> StorageReading | None   # the storage as it is now (cheap, called on the loop)
    on_hands(storage_id)                        # a person changed the unit: HandsOn for the mode machine
    on_fault(storage_id, fault)                 # Fault(DISOBEYED) after two repeats; None when it obeys again
    units.faults                                # the same, as a tuple for the readings
    units.ordered(storage_id)                   # the verb that the unit was last told, None when let go

All of it runs on the event loop; `look`, `on_hands` and `on_fault` are plain callbacks. A storage without
a command is let go: a person's hands keep what they did, otherwise the unit goes into its safe state.
"""

from .controllers import DeviceControllers

__all__ = ["DeviceControllers"]
