/** Which of our entities there are, as Home Assistant's registries tell: no request, and ids may be anything. */

export interface EntityEntry {
  entity_id: string;
  device_id?: string | null;
  platform?: string;
  translation_key?: string | null;
  hidden?: boolean;
}

export interface DeviceEntry {
  id: string;
  name: string | null;
  name_by_user: string | null;
  identifiers?: [string, string][];
  /** Of a storage: its kind. */
  model_id?: string | null;
  via_device_id: string | null;
  primary_config_entry: string | null;
}

/** What the frontend hands to a strategy, as far as it is used. */
export interface Registries {
  language: string;
  config: { components: string[] };
  entities: Record<string, EntityEntry>;
  devices: Record<string, DeviceEntry>;
}

/** Id of an entity by domain and key, such as `sensor` and `cost_today`; undefined where it is off, hidden or not there. */
export type Find = (domain: string, key: string) => string | undefined;

export interface StoragePart {
  name: string;
  isCar: boolean;
  find: Find;
}

export interface HomePart {
  entryId: string;
  name: string;
  find: Find;
  storages: StoragePart[];
}

const PLATFORM = "v2h_planner";

/** All homes, or the one that was asked for. */
export function homesOf(hass: Registries, entryId?: string): HomePart[] {
  const devices = Object.values(hass.devices);
  const ours = Object.values(hass.entities).filter(({ platform, hidden }) => platform === PLATFORM && hidden !== true);
  const find =
    (device: DeviceEntry): Find =>
    (domain, key) =>
      ours.find(
        (entity) =>
          entity.device_id === device.id && entity.translation_key === key && entity.entity_id.startsWith(`${domain}.`),
      )?.entity_id;
  return devices
    .filter((device) => isHome(device) && (entryId === undefined || device.primary_config_entry === entryId))
    .map((device) => ({
      entryId: device.primary_config_entry ?? "",
      name: nameOf(device),
      find: find(device),
      storages: devices
        .filter((other) => other.via_device_id === device.id && other.primary_config_entry === device.primary_config_entry)
        .map((storage) => ({ name: nameOf(storage), isCar: storage.model_id !== "home_battery", find: find(storage) }))
        .sort((one, other) => one.name.localeCompare(other.name)),
    }));
}

function isHome(device: DeviceEntry): boolean {
  return (device.identifiers ?? []).some(([domain, id]) => domain === PLATFORM && id === device.primary_config_entry);
}

function nameOf(device: DeviceEntry): string {
  return device.name_by_user ?? device.name ?? "V2H Planner";
}
