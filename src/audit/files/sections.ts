import type { FileKind } from "../model.ts";

/** The sections of systemd.unit(5) and of the kinds of units that it lists. */
const UNIT = /^(?:Unit|Install|Service|Socket|Timer|Path|Mount|Automount|Swap|Slice|Scope)$/;

/** The kind of a file of `[Section]` and `key=value`; undefined when it does not begin with a section. */
export function kindOfSections(head: string): FileKind | undefined {
  if (!/^[ \t\r\n#;[]/.test(head)) return undefined;
  if (!/^(?:[ \t]*(?:[#;].*)?\r?\n)*[ \t]*\[[^[]/.test(head)) return undefined;
  const names = [...head.matchAll(/^[ \t]*\[([^\]\n]+)\][ \t]*\r?$/gm)].map((match) => match[1] ?? "");
  if (names.length === 0) return undefined;
  if (names[0] === "Desktop Entry") return "desktop";
  if (names[0] === "D-BUS Service") return "dbus-service";
  if (/^[ \t]*Identity[ \t]*=/m.test(head) && /^[ \t]*Action[ \t]*=/m.test(head)) return "pkla";
  // Extensions of a unit begin with `X-`.
  return names.every((name) => UNIT.test(name) || name.startsWith("X-")) ? "unit" : undefined;
}
