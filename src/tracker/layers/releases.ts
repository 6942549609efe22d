import type { Layer } from "./layer.ts";

/** One release as the layers together know it. */
export interface ReleaseInfo {
  readonly codename: string;
  readonly alias: string | undefined;
  /** This release first, then what it is built on, down to the lowest layer. */
  readonly lineage: readonly string[];
  /** 0 is the oldest. */
  readonly age: number;
}

/** Releases of all layers by codename, oldest first. */
export type Releases = ReadonlyMap<string, ReleaseInfo>;

/**
 * Puts the layers' releases in one order of age. A release of an upper layer stands right after the one that it is based on;
 * one without a base is newer than all below.
 */
export function mergeReleases(layers: readonly Layer[]): Releases {
  const order: string[] = [];
  const aliases = new Map<string, string | undefined>();
  const bases = new Map<string, string>();
  for (const layer of layers) {
    for (const release of layer.config?.releases ?? []) {
      if (!aliases.has(release.codename)) {
        const below = release.base === undefined ? -1 : order.indexOf(release.base);
        order.splice(below < 0 ? order.length : below + 1, 0, release.codename);
      }
      aliases.set(release.codename, release.alias ?? aliases.get(release.codename));
      if (release.base !== undefined) bases.set(release.codename, release.base);
    }
  }
  return new Map(
    order.map((codename, age) => [
      codename,
      { codename, alias: aliases.get(codename), lineage: lineageOf(codename, bases), age },
    ]),
  );
}

function lineageOf(codename: string, bases: ReadonlyMap<string, string>): readonly string[] {
  const lineage = [codename];
  for (let base = bases.get(codename); base !== undefined && !lineage.includes(base); base = bases.get(base)) {
    lineage.push(base);
  }
  return lineage;
}

/** The codename that somebody means: a codename, or what a release is just now, such as `oldstable`. */
export function codenameMeant(releases: Releases, asked: string): string {
  if (releases.has(asked)) return asked;
  for (const [codename, { alias }] of releases) if (alias === asked) return codename;
  return asked;
}
