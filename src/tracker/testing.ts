import { createSourceTable } from "./archive/source-table.ts";
import type { RowRole, SourceVersions } from "./archive/source-versions.ts";
import type { LayerFiles } from "./layers/layer.ts";
import { parseLayer } from "./layers/parse-layer.ts";
import { createTracker, type Tracker } from "./model/tracker.ts";

/** Small worlds for tests: lists as text, archives as a table. */

const RELEASES = ["buster", "bullseye", "bookworm", "trixie", "sid"];
const ALIASES: Readonly<Record<string, string>> = { bookworm: "oldstable", trixie: "stable", sid: "unstable" };

export const CONFIG = JSON.stringify({
  distributions: Object.fromEntries(
    RELEASES.map((codename) => [codename, ALIASES[codename] ? { release: ALIASES[codename] } : {}]),
  ),
});

export function files(contents: Readonly<Record<string, string>>): LayerFiles {
  return new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text, "latin1")]));
}

/** Layers named `layer0`, `layer1`… from their files; the lowest gets Debian's releases unless it has its own. */
export function trackerOf(...layers: readonly Readonly<Record<string, string>>[]): Tracker {
  return createTracker(
    layers.map((contents, depth) =>
      parseLayer(`layer${depth}`, files(depth === 0 ? { "config.json": CONFIG, ...contents } : contents)),
    ),
  );
}

/** `curl bookworm/security 7.88.1-10+deb12u5` a line; the area is main unless a fourth word names it. */
export function archiveOf(...lines: readonly string[]): SourceVersions {
  const table = createSourceTable();
  for (const line of lines) {
    const [name = "", suite = "", version = "", area = "main"] = line.split(" ");
    const [release = "", role = "main"] = suite.split("/");
    table.add(name, release, role as RowRole, area, version);
  }
  return table.versions;
}
