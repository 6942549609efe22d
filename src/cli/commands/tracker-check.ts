import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { formatProblem } from "../../kernel/index.ts";
import type { AppliedFix, LayerDirectory, SourceVersions, TrackerProblem } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import {
  ANSWER_OPTIONS,
  ARCHIVE,
  DEFINITION,
  layerDirectories,
  openArchive,
  requireOneLayer,
} from "./tracker-sources.ts";

export const check = defineVerb({
  name: "check",
  summary: "check tracker data",
  description:
    "Names every fault with file, line and column and a stable code, and where possible the change that mends it. With --archive also what does not fit the archive: unknown packages, missing epochs. With --as-debian whatever Debian's own check or loader would stop on counts as an error. --fix makes the changes in the uppermost directory and shows what is left.",
  options: {
    archive: ARCHIVE,
    definition: DEFINITION,
    asDebian: ANSWER_OPTIONS.asDebian,
    fix: { kind: "switch", summary: "make the changes that mend faults, in the uppermost directory" },
  },
  examples: [
    { line: "sameday tracker check --data examples/debian/tracker", says: "check a data directory" },
    { line: "sameday tracker check --data data --archive indexes", says: "check it against the archive as well" },
    { line: "sameday tracker check --data debian --data acme --fix", says: "mend our own layer" },
  ],
  exits: {
    0: "nothing is wrong, or warnings only",
    1: "there are errors",
    2: "wrong usage, or data, archive or definition cannot be read",
  },
  async run(context, { options }) {
    const { checkTracker, debianRefuses, loadTracker } = await import("../../tracker/index.ts");
    const directories = await layerDirectories(context, options);
    if (options.asDebian) requireOneLayer(directories);
    const { archive: place, definition } = options;
    const archive =
      place === undefined ? undefined : (await openArchive(context, { archive: place, definition })).sources;
    const fixed = options.fix ? await mendUppermost(directories, archive) : [];
    const found = checkTracker(await loadTracker(directories), archive).map(({ layer, problem }) => ({
      layer,
      problem: options.asDebian && debianRefuses(problem) ? ({ ...problem, severity: "error" } as const) : problem,
    }));
    const errors = found.filter(({ problem }) => problem.severity === "error").length;
    context.answer({ errors, warnings: found.length - errors, fixed, problems: found }, () => {
      const prefix = (layer: string): string => (directories.length > 1 ? `${layer}: ` : "");
      const lines = found.flatMap(({ layer, problem }) => problemLines(prefix(layer), problem));
      const mended = fixed.map(({ file, line, says }) => printable(`${file}:${line}: fixed: ${says}`));
      return [...mended, ...lines, `${errors} errors, ${found.length - errors} warnings.`].join("\n");
    });
    return errors > 0 ? 1 : 0;
  },
});

/** The problem as editors follow it, and below it what --fix would do. */
export function problemLines(prefix: string, problem: TrackerProblem): readonly string[] {
  const line = printable(prefix + formatProblem(problem));
  return problem.fix ? [line, printable(`    fix: ${problem.fix.says}`)] : [line];
}

async function mendUppermost(
  directories: readonly LayerDirectory[],
  archive: SourceVersions | undefined,
): Promise<readonly AppliedFix[]> {
  const { checkTracker, createTracker, loadLayers, mend, parseLayer, readLayerFiles } = await import(
    "../../tracker/index.ts"
  );
  const uppermost = directories.at(-1);
  if (uppermost === undefined) return [];
  const below = await loadLayers(directories.slice(0, -1));
  const { changed, applied } = mend(await readLayerFiles(uppermost.directory), (files) => {
    const tracker = createTracker([...below, parseLayer(uppermost.name, files)]);
    const own = checkTracker(tracker, archive).filter(({ depth }) => depth === below.length);
    return own.map(({ problem }) => problem);
  });
  for (const [path, bytes] of changed) await replaceFile(join(uppermost.directory, path), bytes);
  return applied;
}

/** The file appears whole or not at all, with the rights that it had; a symbolic link stays one. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const real = await realpath(path);
  if (Buffer.compare(await readFile(real), bytes) === 0) return;
  const { placeFile } = await import("../../tracker/index.ts");
  await placeFile(real, bytes, (await stat(real)).mode);
}
