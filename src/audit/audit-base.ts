import type { ProcessRunner } from "../kernel/index.ts";
import { createFileMaker } from "./audited-file.ts";
import { auditedTree } from "./audited-tree.ts";
import { addedFindings } from "./base/added.ts";
import { earlierTree } from "./base/earlier-tree.ts";
import type { AuditedFile, Rule } from "./model.ts";
import { type AuditReport, reportOf } from "./report.ts";
import { runRules } from "./run.ts";
import { CONFIGURATION_FILE, configurationOf } from "./ships/configuration/load-configuration.ts";
import type { Configuration } from "./ships/configuration/read-configuration.ts";
import type { Place } from "./ships/place.ts";
import { shapeOf, type TreeShape, textReader } from "./source-tree.ts";
import { diskSource, type FileSource } from "./tree/source.ts";
import type { Tree } from "./tree/walk.ts";

export interface BaseRequest {
  readonly path: string;
  readonly tree: Tree;
  readonly configuration: Configuration | undefined;
  readonly rules: readonly Rule[];
  readonly base: string;
  readonly processes: ProcessRunner;
}

/**
 * Audits what a change adds. Both states are judged whole, since a line of sudoers gives rights to programs elsewhere; but
 * of files that did not change, those that do not ship are left out (they can have notes alone, and start nothing), the
 * others are read and parsed once for both.
 */
export async function auditBase({
  path,
  tree,
  configuration,
  rules,
  base,
  processes,
}: BaseRequest): Promise<AuditReport> {
  const earlier = await earlierTree(path, tree, base, processes);
  const paths = tree.files.map((file) => file.path);
  const shape = shapeOf(tree.directories, paths, textReader(tree), configuration);
  const isWanted = (file: string, { placeOf }: TreeShape): boolean =>
    earlier.changed.has(file) || ["image", "build"].includes(placeOf(file).fate);
  const make = createFileMaker("tree");
  const sources = tree.files
    .filter((file) => isWanted(file.path, shape))
    .map((file): FileSource => diskSource(file.path, file.raw));
  const now = auditedTree({ scope: "tree", ...tree, ...shape, sources, make });
  const found = runRules(now.context, rules, now.fateOf);
  const report = reportOf(now.context, found);
  if (found.length === 0 || earlier.changed.size === 0) return { ...report, findings: [] };

  const earlierConfiguration = earlier.changed.has(CONFIGURATION_FILE)
    ? await usable(earlier.textOf(CONFIGURATION_FILE))
    : configuration;
  const before = shapeOf(
    earlier.directories,
    earlier.sources.map((source) => source.path),
    earlier.textOf,
    earlierConfiguration,
  );
  const byPath = new Map(now.context.files.map((file) => [file.path, file]));
  const unchanged = (file: string, place: Place): AuditedFile | undefined => {
    const same = earlier.changed.has(file) ? undefined : byPath.get(file);
    return same && same.fate === place.fate && same.installedPath === place.installedPath ? same : undefined;
  };
  const old = auditedTree({
    scope: "tree",
    sources: earlier.sources.filter((source) => isWanted(source.path, before)),
    links: earlier.links,
    troubles: tree.troubles,
    ...before,
    make,
    known: unchanged,
  });
  const lineOf = (file: string, line: number): string => byPath.get(file)?.text().split("\n")[line - 1] ?? "";
  const findings = addedFindings(found, runRules(old.context, rules, old.fateOf), {
    gone: earlier.gone,
    lineOf: (finding) => lineOf(finding.path, finding.line),
  });
  return { ...report, findings };
}

/** A configuration that was broken then said nothing. */
async function usable(text: string): Promise<Configuration | undefined> {
  return text === "" ? undefined : configurationOf(text).catch(() => undefined);
}
