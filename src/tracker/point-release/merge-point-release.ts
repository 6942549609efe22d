import { type Clock, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { landOrWrite } from "../land/land-or-write.ts";
import type { Layer, LayerFiles } from "../layers/layer.ts";
import { type LayerDirectory, loadLayers } from "../layers/load-tracker.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { readLayerFiles } from "../layers/read-layer-files.ts";
import { createTracker } from "../model/tracker.ts";
import { planPointRelease } from "./plan-point-release.ts";
import type { PointReleasePlan } from "./types.ts";

export interface PointReleaseParts {
  /** Lowest first; the uppermost one's files are merged. */
  readonly directories: readonly LayerDirectory[];
  readonly archive: SourceVersions;
  /** A codename, or an alias such as `oldstable`. */
  readonly release: string;
  /** Packages whose version in the archive was said to hold the fixes, though it is another than planned. */
  readonly taken: ReadonlySet<string>;
}

export interface MergedPointRelease {
  /** undefined where git does not keep the data: the files were written in place. */
  readonly commit: string | undefined;
  readonly files: readonly string[];
  readonly plan: PointReleasePlan;
}

/** What a merge would change, from the files as they lie in the directories. Throws as `planPointRelease`, INPUT_INVALID. */
export async function planInDirectories(parts: PointReleaseParts): Promise<PointReleasePlan> {
  const { upper, below } = await openUppermost(parts);
  return planFor(parts, upper.name, below, await readLayerFiles(upper.directory));
}

/**
 * Merges exactly what a plan showed: `token` names it, and a change that differs from it by a byte is refused. Where git
 * keeps the data it is one commit under the person's name. Nothing but the plan's records changes.
 * Throws CONFLICT when the plan is another one by now, and as `landEdit`.
 */
export async function mergePointRelease(
  parts: PointReleaseParts,
  token: string,
  by: {
    readonly runner: ProcessRunner;
    readonly clock: Clock;
    /** Asked only where there is a commit to make. */
    person(): Promise<{ readonly name: string; readonly email: string }>;
  },
): Promise<MergedPointRelease> {
  const { upper, below } = await openUppermost(parts);
  let merged: PointReleasePlan | undefined;
  const landed = await landOrWrite({
    ...by,
    directory: upper.directory,
    below: parts.directories.slice(0, -1),
    edit: {
      subject: `Merge the point release of ${parts.release}`,
      async apply(read, { paths }) {
        const files = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
        merged = requireSeen(planFor(parts, upper.name, below, new Map(files)), token);
        return merged.files;
      },
    },
  });
  return { ...landed, plan: merged as PointReleasePlan };
}

function planFor(
  { archive, release, taken }: PointReleaseParts,
  name: string,
  below: readonly Layer[],
  files: LayerFiles,
): PointReleasePlan {
  return planPointRelease({ tracker: createTracker([...below, parseLayer(name, files)]), archive, release, taken });
}

function requireSeen(plan: PointReleasePlan, token: string): PointReleasePlan {
  if (plan.token === token) return plan;
  if (plan.token === undefined) {
    const take = plan.items.some(({ act }) => act === "look") ? " A plan made with --take needs the same --take." : "";
    throw new SamedayError("CONFLICT", `Nothing is left to merge for ${plan.release}.${take}`);
  }
  throw new SamedayError(
    "CONFLICT",
    `The change is another one than the plan ${token} showed: data or archive changed since. Look at it again.`,
  );
}

async function openUppermost({
  directories,
}: PointReleaseParts): Promise<{ readonly upper: LayerDirectory; readonly below: readonly Layer[] }> {
  const upper = directories.at(-1);
  if (upper === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data.");
  return { upper, below: await loadLayers(directories.slice(0, -1)) };
}
