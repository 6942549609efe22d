import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, formatProblem, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { landEdit } from "../land/land-edit.ts";
import { newErrors } from "../land/new-errors.ts";
import { placeFile } from "../land/place-file.ts";
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

const TIME_LIMIT_MS = 60_000;

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
  const seenIn = (files: LayerFiles): PointReleasePlan => {
    merged = requireSeen(planFor(parts, upper.name, below, files), token);
    return merged;
  };
  if (!(await isKeptByGit(by.runner, upper.directory))) {
    const before = await readLayerFiles(upper.directory);
    const plan = seenIn(before);
    const [fresh] = newErrors(below, upper.name, before, new Map([...before, ...plan.files]));
    if (fresh) throw new SamedayError("INPUT_INVALID", `The data would have an error: ${formatProblem(fresh)}`);
    for (const [path, bytes] of plan.files) await replaceFile(join(upper.directory, path), bytes);
    return { commit: undefined, files: [...plan.files.keys()], plan };
  }
  const { runner, clock } = by;
  const landed = await landEdit({
    runner,
    clock,
    directory: upper.directory,
    below: parts.directories.slice(0, -1),
    person: await by.person(),
    edit: {
      subject: `Merge the point release of ${parts.release}`,
      async apply(read, { paths }) {
        const files = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
        return seenIn(new Map(files)).files;
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
  if (plan.token === undefined) throw new SamedayError("CONFLICT", `Nothing is left to merge for ${plan.release}.`);
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

/** Whether git has files of this directory: a folder that it ignores is none of its own. */
async function isKeptByGit(runner: ProcessRunner, directory: string): Promise<boolean> {
  const argv = ["git", "-C", directory, "ls-files", "-z", "--", "."] as const;
  const { exitCode, stdout } = await runner.run({ argv, timeLimitMs: TIME_LIMIT_MS, okExitCodes: [0, 128] });
  return exitCode === 0 && stdout.length > 0;
}

/** The file appears whole or not at all, with the rights that it had; a symbolic link stays one. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const real = await realpath(path).catch(() => path);
  const mode = await stat(real).then(
    (there) => there.mode,
    () => 0o644,
  );
  await placeFile(real, bytes, mode);
}
