/** A package of a recorded environment, at its exact version. */
export interface PinnedPackage {
  readonly package: string;
  readonly version: string;
  /** Present for a package of a foreign architecture. */
  readonly architecture?: string;
}

const ENTRY = /^([a-z0-9][a-z0-9+.-]+)(?::([a-z0-9-]+))? \(= ([^\s()]+)\)$/;

/**
 * The field Installed-Build-Depends of a .buildinfo (deb-buildinfo(5)): everything that had to be installed.
 * Undefined when the field is missing or has an entry of another form.
 */
export function parseInstalledBuildDepends(buildinfo: string): PinnedPackage[] | undefined {
  const field = /^Installed-Build-Depends:((?:.*(?:\n[ \t].*)*))/im.exec(buildinfo)?.[1];
  if (field === undefined) return undefined;
  const entries = field
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const pinned: PinnedPackage[] = [];
  for (const entry of entries) {
    const match = ENTRY.exec(entry);
    if (!match) return undefined;
    const [, name = "", architecture, version = ""] = match;
    pinned.push({ package: name, version, ...(architecture !== undefined && { architecture }) });
  }
  return pinned.length > 0 ? pinned : undefined;
}
