import type { RowRole, SourceRow, SourceVersions } from "./source-versions.ts";

/** Source versions as a few long texts: what a thread hands over to another at little cost. */
export interface PackedSources {
  readonly releases: readonly string[];
  /** Names of packages, a line each. */
  readonly names: string;
  /** A line for each name: its rows, of four words each. No word of an archive holds a space. */
  readonly rows: string;
}

/** Packs all that there is. */
export function packSources(versions: SourceVersions): PackedSources {
  const names = [...versions.packages()];
  const line = ({ release, role, area, version }: SourceRow): string => `${release} ${role} ${area} ${version}`;
  return {
    releases: versions.releases,
    names: names.join("\n"),
    rows: names.map((name) => versions.rowsOf(name).map(line).join(" ")).join("\n"),
  };
}

/** The versions as they were, of the packages that are named alone; their rows are made when they are asked for. */
export function unpackSources({ releases, names, rows }: PackedSources, only: ReadonlySet<string>): SourceVersions {
  const packed = new Map<string, string>();
  const lines = rows.split("\n");
  names.split("\n").forEach((name, at) => {
    if (only.has(name) && lines[at]) packed.set(name, lines[at]);
  });
  return {
    releases,
    rowsOf: (packageName) => rowsIn(packed.get(packageName)),
    packages: () => packed.keys(),
  };
}

function rowsIn(line: string | undefined): readonly SourceRow[] {
  if (line === undefined) return [];
  const words = line.split(" ");
  const rows: SourceRow[] = [];
  for (let at = 0; at < words.length; at += 4) {
    const [release, role, area, version] = words.slice(at, at + 4) as [string, RowRole, string, string];
    rows.push({ release, role, area, version });
  }
  return rows;
}
