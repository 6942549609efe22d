/** What the name of a file says in a directory of index files, as Debian's tracker keeps them. */
export interface IndexFileName {
  readonly file: string;
  /** Codename; `bookworm-backports` is a release of its own. */
  readonly release: string;
  /** Empty for the main suite. */
  readonly subrelease: "" | "security" | "updates" | "lts";
  /** main, contrib, non-free, non-free-firmware, or what another archive calls its components. */
  readonly area: string;
  readonly kind: "sources" | "packages";
  /** Empty for a plain file. */
  readonly packing: "" | "xz" | "gz";
}

/** A codename is what config.json takes for one; an architecture may hold hyphens (`kfreebsd-amd64`). */
const NAME =
  /^([a-z][a-z0-9-]*)_(security|updates|lts|)_([a-z][a-z0-9-]*)_(Sources|[a-z0-9]+(?:-[a-z0-9]+)*_Packages)(?:\.(xz|gz))?$/;
const LOOKS_LIKE_ONE = /_(?:Sources|Packages)(?:\.[a-z0-9]+)?$/;

/**
 * Reads `RELEASE_SUBRELEASE_AREA_Sources` or `RELEASE_SUBRELEASE_AREA_ARCH_Packages`, plain or packed; undefined for every
 * other name.
 */
export function parseIndexFileName(file: string): IndexFileName | undefined {
  const [whole, release = "", subrelease = "", area = "", end = "", packing = ""] = NAME.exec(file) ?? [];
  if (whole === undefined) return undefined;
  return {
    file,
    release,
    subrelease: subrelease as IndexFileName["subrelease"],
    area,
    kind: end === "Sources" ? "sources" : "packages",
    packing: packing as IndexFileName["packing"],
  };
}

/** Whether somebody will have meant the file for an index, whatever stands before its ending. */
export function looksLikeIndexFile(file: string): boolean {
  return LOOKS_LIKE_ONE.test(file);
}
