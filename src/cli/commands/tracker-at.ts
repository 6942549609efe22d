import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { basename, isAbsolute, join, resolve } from "node:path";
import { DAY_MS, SamedayError } from "../../kernel/index.ts";
import type { Judge, LayerDirectory, SealedLayer, SourceVersions, Tracker } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { openSealed, SEALED } from "../sealed/sealed-session.ts";
import { type IndexesBeside, isWorthAThread, readIndexesBeside } from "../tracker/indexes/read-beside.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import {
  ANSWER_OPTIONS,
  ARCHIVE,
  DEFINITION,
  definitionFile,
  isDirectoryOfIndexes,
  layerDirectories,
  openArchive,
  openTracker,
  requireOneLayer,
  tell,
  tellErrors,
  tellPassedOver,
} from "./tracker-sources.ts";

export const HISTORY = {
  kind: "text",
  value: "DIR",
  summary:
    "where events and recorded archives are kept; default a directory of the data's own in ~/.local/state/sameday",
} as const;

/** Options of commands that answer for now or for a day in the past. */
export const AT_OPTIONS = {
  ...ANSWER_OPTIONS,
  archive: { ...ARCHIVE, summary: `${ARCHIVE.summary}; with --at it may be left out for the one recorded by then` },
  at: {
    kind: "text",
    value: "DAY|INSTANT|REVISION",
    summary:
      "as of the end of a day (2026-05-01), an instant (2026-05-01T12:00:00Z) or a commit of the data; needs git",
  },
  history: HISTORY,
  sealed: SEALED,
} as const;

export const AT_EXITS = {
  1: "no release is called so, or with --at: the data had not begun by then",
} as const;

/** Options of commands that read events. */
export const EVENT_OPTIONS = {
  archive: { ...ARCHIVE, summary: `record this archive first: ${ARCHIVE.summary}` },
  definition: DEFINITION,
  history: HISTORY,
} as const;

interface AtOptions {
  readonly archive: string | undefined;
  readonly definition: string | undefined;
  readonly history: string | undefined;
  readonly asDebian: boolean;
  readonly at: string | undefined;
  readonly sealed: string | undefined;
}

export interface Answering {
  readonly tracker: Tracker;
  readonly judge: Judge;
  readonly sources: SourceVersions;
  /** Answers know a sealed issue with a number by that number, and one that was renamed by its present name. */
  nameInAnswers(asked: string): string;
}

/**
 * Data, judge and archive, as they are or as they were. A former name is told, and answered by the present one. With `onlyNamed`
 * the archive may lack packages that no line is about.
 */
export async function openAnswering(
  context: CommandContext,
  options: AtOptions,
  how: { readonly onlyNamed?: boolean } = {},
): Promise<Answering> {
  const { presentName } = await import("../../tracker/index.ts");
  const opened = await openThen(context, options, how.onlyNamed === true);
  const names = opened.tracker.layers.toReversed().flatMap((layer) => layer.formerNames);
  return {
    ...opened,
    nameInAnswers(asked) {
      const name = opened.nameInAnswers(issueTyped(asked));
      const now = presentName(names, name);
      if (now !== name) tell(context, `${name} is ${now} now.`);
      return now;
    },
  };
}

async function openThen(context: CommandContext, options: AtOptions, onlyNamed: boolean): Promise<Answering> {
  const { archive, at: asked } = options;
  if (asked === undefined) {
    if (archive === undefined)
      throw new SamedayError(
        "USAGE",
        "Name the archive with --archive: a directory of index files, or the name in a definition, such as debian.",
      );
    return openNow(context, { ...options, archive }, onlyNamed);
  }
  if (options.sealed !== undefined) throw new SamedayError("USAGE", "--at and --sealed exclude each other.");
  const { createDebianJudge, createDpkgJudge, createSupportFacts, readAt, trackerAt } = await import(
    "../../tracker/index.ts"
  );
  const when = readAt(asked);
  // A day that has begun is all of that day.
  if (when instanceof Date && when.getTime() - DAY_MS > context.clock.now().getTime()) {
    throw new SamedayError("INPUT_INVALID", `${asked} is yet to come.`);
  }
  const directories = await layerDirectories(context, options);
  if (options.asDebian) requireOneLayer(directories);
  const { tracker, at } = await trackerAt(context.processes, directories, when, context.clock.now());
  await tellErrors(context, tracker.layers);
  const sources =
    archive === undefined
      ? await recordedFor(context, historyDirectory(context, directories, options.history), at)
      : (await openArchive(context, { ...options, archive })).sources;
  const nameInAnswers = (asked: string): string => asked;
  if (options.asDebian) return { tracker, judge: createDebianJudge(tracker), sources, nameInAnswers };
  const { readReleaseDates } = await import("../../distribution/index.ts");
  const dates = await readReleaseDates(await definitionFile(context, options));
  // The instant is the first that does not count.
  const support = createSupportFacts(tracker, dates, new Date(at.getTime() - 1));
  return { tracker, judge: createDpkgJudge(support), sources, nameInAnswers };
}

/** With a sealed layer uppermost when one is named; nothing of it is kept anywhere. */
async function openNow(
  context: CommandContext,
  options: AtOptions & { readonly archive: string },
  onlyNamed: boolean,
): Promise<Answering> {
  const { asLayer, nameInAnswers, packagesNamed } = await import("../../tracker/index.ts");
  const { sealed: directory, definition } = options;
  if (directory !== undefined && options.asDebian) {
    throw new SamedayError("USAGE", "--as-debian and --sealed exclude each other: Debian's tracker knows no layers.");
  }
  const sealed: SealedLayer | undefined =
    directory === undefined ? undefined : await openSealed(context, { sealed: directory, definition });
  const beside = onlyNamed ? await indexesBeside(context, options) : undefined;
  try {
    const { tracker, judge } = await openTracker(context, options, sealed === undefined ? [] : [asLayer(sealed)]);
    const only = onlyNamed ? packagesNamed(tracker) : undefined;
    const sources = (await beside?.sourcesOf(only ?? new Set())) ?? (await openArchive(context, options, only)).sources;
    if (beside !== undefined) await tellPassedOver(context, options.archive);
    return { tracker, judge, sources, nameInAnswers: (asked) => (sealed ? nameInAnswers(sealed, asked) : asked) };
  } finally {
    await beside?.end();
  }
}

/** A thread for the indexes of large data; undefined where this one reads them after the lists. */
async function indexesBeside(
  context: CommandContext,
  options: { readonly archive: string; readonly definition: string | undefined },
): Promise<IndexesBeside | undefined> {
  if (!(await isDirectoryOfIndexes(options.archive))) return undefined;
  return (await isWorthAThread(await layerDirectories(context, options)))
    ? readIndexesBeside(options.archive)
    : undefined;
}

async function recordedFor(context: CommandContext, directory: string, at: Date): Promise<SourceVersions> {
  const { archiveAt, readRecordedArchive, recordedArchives } = await import("../../tracker/index.ts");
  const found = await archiveAt(directory, at);
  if (found) return found.versions;
  const [first] = await recordedArchives(directory);
  if (first === undefined) {
    throw new SamedayError("USAGE", `No archive is recorded in ${directory}; name one with --archive.`);
  }
  tell(context, `No archive was recorded by then; the first one, of ${first.dated.toISOString()}, stands in.`);
  return readRecordedArchive(directory, first);
}

/**
 * `$XDG_STATE_HOME/sameday/history`, else below `~/.local/state`, and in it a directory for these data directories: what is
 * recorded there cannot be made again.
 */
export function historyDirectory(
  context: CommandContext,
  layers: readonly LayerDirectory[],
  named: string | undefined,
): string {
  if (named !== undefined) return resolve(named);
  const { XDG_STATE_HOME: xdg, HOME: home } = context.environment;
  const state = xdg && isAbsolute(xdg) ? xdg : join(home ?? homedir(), ".local/state");
  const places = layers.map(({ directory }) => resolve(directory));
  const hash = createHash("sha256").update(places.join("\n")).digest("hex").slice(0, 12);
  return join(state, "sameday/history", `${basename(places.at(-1) ?? "")}-${hash}`);
}
