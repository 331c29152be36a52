"""Commands -> service calls, and the watch over whether each device obeys.

For the coordinator:

    devices = DeviceControllers(hass, settings.storages, read=self.read, on_hands=self.hands, on_fault=self.fault)
    entry.async_on_unload(devices.async_stop)

    await devices.async_obey(commands, situation)  # each pass, while control is on
    await devices.async_release()  # control switched off, stale data: the user's safe state
    await devices.async_let_go()  # unload, HA stops: the same, and no other order from then on
    devices.owed  # what each unit was told and is not yet released from; saved, and given to the next run as `owed=`

    read(storage_id) -> StorageReading | None   # the storage as it is now (cheap, called on the loop)
    on_hands(storage_id)                        # a person changed the unit: HandsOn for the mode machine
    on_fault(storage_id, fault)                 # Fault(DISOBEYED) after three rounds; None when it obeys again
    devices.faults                              # the same, as a tuple for the readings
    devices.ordered(storage_id)                 # the verb that the unit was last told, None when released

All of it runs on the event loop; `read`, `on_hands` and `on_fault` are plain callbacks. A storage without a command is
released: a unit that a person handles stays as it is, any other goes into its safe state. In an outage no release
takes the house's power away (docs/outage.md).
"""

from .controllers import DeviceControllers

__all__ = ["DeviceControllers"]
