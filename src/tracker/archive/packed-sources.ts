import type { RowRole, SourceRow, SourceVersions } from "./source-versions.ts";

/** Source versions of some packages as a few long texts: what a thread hands over to another at little cost. */
export interface PackedSources {
  readonly releases: readonly string[];
  /** Names of packages, a line each. */
  readonly names: string;
  /** A line for each name: its rows, of four words each. No word of an archive holds a space. */
  readonly rows: string;
}

/** Packs what there is of these packages; others are left out. */
export function packSources(versions: SourceVersions, names: Iterable<string>): PackedSources {
  const there = [...names].filter((name) => versions.rowsOf(name).length > 0);
  const line = ({ release, role, area, version }: SourceRow): string => `${release} ${role} ${area} ${version}`;
  return {
    releases: versions.releases,
    names: there.join("\n"),
    rows: there.map((name) => versions.rowsOf(name).map(line).join(" ")).join("\n"),
  };
}

/** The versions as they were; rows of a package are made when they are asked for. */
export function unpackSources({ releases, names, rows }: PackedSources): SourceVersions {
  const lines = rows.split("\n");
  const packed = new Map(names === "" ? [] : names.split("\n").map((name, at) => [name, lines[at] as string]));
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
