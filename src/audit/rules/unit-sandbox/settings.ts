import type { IniFile, IniKey } from "../../parse/ini/types.ts";

/** What `[Service]` sections set, drop-ins after the unit: `systemctl cat` in one value. */
export interface ServiceSettings {
  /** Every assignment of a key, in order; an empty one takes back those before it. */
  all(key: string): readonly IniKey[];
  /** The last assignment. */
  last(key: string): IniKey | undefined;
}

export function serviceSettings(files: readonly IniFile[], section = "Service"): ServiceSettings {
  const byKey = new Map<string, IniKey[]>();
  for (const { name, keys } of files.flatMap(({ sections }) => sections)) {
    if (name !== section) continue;
    for (const key of keys) {
      const before = byKey.get(key.key) ?? [];
      byKey.set(key.key, key.value === "" && !EMPTY_MEANS_NONE.has(key.key) ? [] : [...before, key]);
    }
  }
  return { all: (key) => byKey.get(key) ?? [], last: (key) => byKey.get(key)?.at(-1) };
}

/** Settings that an empty value makes stricter: no capability at all. */
const EMPTY_MEANS_NONE: ReadonlySet<string> = new Set(["CapabilityBoundingSet"]);

/** systemd.syntax(7): what counts as false; everything else that a switch takes turns something on. */
export function isOff(value: string): boolean {
  return /^(?:0|no|n|false|f|off)$/i.test(value);
}
