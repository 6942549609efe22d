import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { formatProblem } from "../../kernel/index.ts";
import type {
  AppliedFix,
  Layer,
  LayerDirectory,
  SourceVersions,
  TrackerProblem,
  TrackerProblemCode,
} from "../../tracker/index.ts";
import { countOf } from "../count-of.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import {
  ANSWER_EXITS,
  ANSWER_OPTIONS,
  ARCHIVE,
  DEFINITION,
  layerDirectories,
  openArchive,
  requireOneLayer,
} from "./tracker-sources.ts";

/** However many there are, each is mended. */
const ALL = Number.POSITIVE_INFINITY;

export const check = defineVerb({
  name: "check",
  summary: "check tracker data",
  description:
    "Names every fault with file, line and column and a stable code, and where possible the change that mends it. With --archive also what does not fit the archive: unknown packages, missing epochs. With --as-debian whatever Debian's own check or loader would stop on counts as an error. Of each code a layer shows its first 1,000 findings and counts the others, in words and in `more` of --json. --fix makes the changes in the uppermost directory, also those that are not shown, and shows what is left.",
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
    3: "with --fix: somebody else has been editing the data for minutes; nothing was changed",
    5: ANSWER_EXITS[5],
  },
  async run(context, { options }) {
    const { checkAndCount, debianRefuses, loadTracker, severityOf } = await import("../../tracker/index.ts");
    const directories = await layerDirectories(context, options);
    if (options.asDebian) requireOneLayer(directories);
    const { archive: place, definition } = options;
    const archive =
      place === undefined ? undefined : (await openArchive(context, { archive: place, definition })).sources;
    const fixed = options.fix ? await mendUppermost(context, directories, archive) : [];
    const severityNow = (code: TrackerProblemCode): "error" | "warning" =>
      options.asDebian && debianRefuses({ code, severity: severityOf(code) }) ? "error" : severityOf(code);
    const checked = checkAndCount(await loadTracker(directories), archive);
    const found = checked.problems.map(({ layer, problem }) => ({
      layer,
      problem: { ...problem, severity: severityNow(problem.code as TrackerProblemCode) },
    }));
    const more = checked.unkept.map(({ layer, code, count }) => ({ layer, code, severity: severityNow(code), count }));
    const count = (severity: "error" | "warning"): number =>
      found.filter(({ problem }) => problem.severity === severity).length +
      more.reduce((sum, one) => sum + (one.severity === severity ? one.count : 0), 0);
    const [errors, warnings] = [count("error"), count("warning")];
    context.answer({ errors, warnings, fixed, problems: found, more }, () => {
      const prefix = (layer: string): string => (directories.length > 1 ? `${layer}: ` : "");
      const lines = found.flatMap(({ layer, problem }) => problemLines(prefix(layer), problem));
      const rest = more.map((one) => `${prefix(one.layer)}and ${one.count} more ${one.severity}s [${one.code}]`);
      const mended = fixed.map(({ file, line, says }) => printable(`${file}:${line}: fixed: ${says}`));
      return [
        ...mended,
        ...lines,
        ...rest,
        `${countOf(errors, "error", "errors")}, ${countOf(warnings, "warning", "warnings")}.`,
      ].join("\n");
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
  context: CommandContext,
  directories: readonly LayerDirectory[],
  archive: SourceVersions | undefined,
): Promise<readonly AppliedFix[]> {
  const { loadLayers, withDataLock } = await import("../../tracker/index.ts");
  const uppermost = directories.at(-1);
  if (uppermost === undefined) return [];
  const below = await loadLayers(directories.slice(0, -1));
  return withDataLock(context.processes, uppermost.directory, () => mendOver(below, uppermost, archive));
}

async function mendOver(
  below: readonly Layer[],
  uppermost: LayerDirectory,
  archive: SourceVersions | undefined,
): Promise<readonly AppliedFix[]> {
  const { checkTracker, createTracker, mend, parseLayer, readLayerFiles } = await import("../../tracker/index.ts");
  const { changed, applied } = mend(await readLayerFiles(uppermost.directory), (files) => {
    const tracker = createTracker([...below, parseLayer(uppermost.name, files, undefined, { most: ALL })]);
    const own = checkTracker(tracker, archive, ALL).filter(({ depth }) => depth === below.length);
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
  await placeFile(real, bytes);
}
