import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { createFileMaker, type FileMaker } from "../audited-file.ts";
import { auditedTree } from "../audited-tree.ts";
import type { Rule } from "../model.ts";
import { type AuditReport, reportOf } from "../report.ts";
import { runRules, type TellProgress } from "../run.ts";
import { baseReleaseOf } from "../ships/base-release.ts";
import { inImage } from "../ships/place.ts";
import { textReader } from "../source-tree.ts";
import { diskSource, withState } from "../tree/source.ts";
import { walkTree } from "../tree/walk.ts";
import { keepPlaceStates, placeStates } from "./place-states.ts";
import { withSquashfs } from "./squashfs.ts";
import type { StateOf } from "./state.ts";

export interface ImageRequest {
  readonly path: string;
  /** A squashfs; else the root of an unpacked image. */
  readonly isFile: boolean;
  readonly rules: readonly Rule[];
  readonly processes: ProcessRunner;
  readonly tell?: TellProgress | undefined;
}

/** Audits a finished image: every file stands where its path says, with owner, mode and dpkg's word on its package. */
export async function auditImage({ path, isFile, rules, processes, tell }: ImageRequest): Promise<AuditReport> {
  if (!isFile) return auditRoot(path, rules, () => undefined, tell);
  return withSquashfs(path, processes, (root, stateOf) => keepingTexts(auditRoot(root, rules, stateOf, tell)));
}

function auditRoot(root: string, rules: readonly Rule[], stateOf: StateOf, tell?: TellProgress): AuditReport {
  const tree = walkTree(root, { isSource: false });
  if (tree.troubles.some((trouble) => trouble.path === "."))
    throw new SamedayError("INPUT_INVALID", `${root} is no directory that can be read.`);
  const sources = tree.files.map(({ path, raw }) => {
    const state = stateOf(path);
    return state ? withState(diskSource(path, raw), state) : diskSource(path, raw);
  });
  const baseRelease = baseReleaseOf(
    ["usr/lib/os-release", "etc/os-release"].filter((path) => tree.files.some((file) => file.path === path)),
    textReader(tree),
  );
  const { context, fateOf } = auditedTree({
    scope: "image",
    ...tree,
    sources,
    baseRelease,
    placeOf: (path) => inImage(`/${path}`),
    make: reading(createFileMaker("image"), sources.length, tell),
  });
  keepPlaceStates(context, placeStates(root, stateOf));
  // Half of the work is to read, the other half to judge.
  const half = sources.length;
  const judging: TellProgress = (done, all, next) => tell?.(Math.round(half + (half * done) / all), 2 * half, next);
  return reportOf(context, runRules(context, rules, fateOf, judging));
}

/** Tells now and then how many files are read. */
function reading(make: FileMaker, total: number, tell: TellProgress | undefined): FileMaker {
  let done = 0;
  return (...file) => {
    if (done % 200 === 0) tell?.(done, 2 * total, `${done} of ${total} files read`);
    done += 1;
    return make(...file);
  };
}

/** The texts of files with findings outlive the unpacked image, up to a limit: the lines around a finding are shown later. */
function keepingTexts(report: AuditReport): AuditReport {
  const texts = new Map<string, string>();
  let left = 64 * 1024 * 1024;
  for (const { path, line } of report.findings) {
    if (line === 0 || texts.has(path)) continue;
    const text = report.textOf(path) ?? "";
    left -= text.length;
    if (left < 0) break;
    texts.set(path, text);
  }
  return { ...report, textOf: (path) => texts.get(path) };
}
