import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatProblem, type Problem, SamedayError } from "../../kernel/index.ts";
import type { AskedBugs, BugReport, ImportBugsOptions, ImportedBugs, LayerFiles } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { withProgress } from "../progress/index.ts";
import { actingPerson, PERSON_OPTION } from "../tracker/person.ts";
import { keepBugMemory, readBugMemory } from "./tracker-bugs-memory.ts";
import { ARCHIVE, DEFINITION, layerDirectories, openArchive, tell } from "./tracker-sources.ts";

/** In seconds. */
const DEFAULT_PAUSE = 1;
const DEFAULT_LIMIT = 300;

/** `sameday tracker import-bugs`. */
export const importBugsVerb = defineVerb({
  name: "import-bugs",
  summary: "take over security reports of the bug tracker",
  description:
    "Asks debbugs for open reports with the tag security, politely and only for what is new. A report that names a CVE puts `bug #N` behind that issue's line about its package, where no line about it has a bug; one that names none and that the lists do not know becomes a new record CVE-YYYY-XXXX with `TODO: check`. Every change is an insertion, what people wrote stays byte for byte, and importing again changes nothing. What a person has to decide is shown with the reason, and a bug that the lists name anywhere, be it in a NOTE, is passed over. Bugs that were closed while their line is open go to signals/closed-bugs for the view closed-bugs. The address stands in config.json (bugs.server). Writes to the uppermost data directory.",
  options: {
    url: { kind: "text", value: "URL", summary: "address of the SOAP interface, instead of the one in config.json" },
    since: { kind: "text", value: "DAY", summary: "pass over reports that were filed before that day" },
    fromFile: {
      kind: "text",
      value: "FILE",
      summary: "read reports of any tracker from a JSON file; no network is used",
    },
    archive: { ...ARCHIVE, summary: `take only packages of this archive: ${ARCHIVE.summary}` },
    definition: DEFINITION,
    pause: { kind: "number", value: "SECONDS", summary: "between two calls; default 1" },
    timeLimit: { kind: "number", value: "SECONDS", summary: "for one answer as a whole; default 300" },
    dryRun: { kind: "switch", summary: "say what would change and write nothing" },
    commit: {
      kind: "switch",
      summary: "make it one commit in the data's git repository, on top of what others commit",
    },
    as: PERSON_OPTION,
  },
  examples: [
    { line: "sameday tracker import-bugs --data data --since 2026-01-01", says: "what was reported this year" },
    { line: "sameday tracker import-bugs --data data --commit", says: "and one commit of it" },
    { line: "sameday tracker import-bugs --data data --from-file reports.json", says: "another project's reports" },
  ],
  exits: {
    0: "done",
    1: "done, but some reports or records could not be read",
    2: "wrong usage, or data, archive or file cannot be read",
    3: "somebody else has been editing for minutes; with --commit also: changes of the lists were left uncommitted",
    5: "the bug tracker cannot be reached, or what it answers cannot be understood",
  },
  async run(context, { options }) {
    const { readLayerFiles } = await import("../../tracker/index.ts");
    if (options.since !== undefined && !isDay(options.since)) {
      throw new SamedayError("USAGE", "--since takes a day such as 2026-11-21.");
    }
    const directories = (await layerDirectories(context, options)).map(({ directory }) => directory);
    const directory = directories.at(-1) as string;
    const layers = await Promise.all(directories.map(readLayerFiles));
    const { archive, definition } = options;
    const sources = archive === undefined ? undefined : (await openArchive(context, { archive, definition })).sources;
    const wishes: ImportBugsOptions = {
      ...(options.since === undefined ? {} : { since: options.since }),
      ...(sources === undefined ? {} : { isSource: (name) => sources.rowsOf(name).length > 0 }),
    };
    const read =
      options.fromFile === undefined
        ? await askServer(context, { ...options, directory, layers, since: options.since })
        : await readReportsFrom(resolve(options.fromFile));
    const taken = { directories, read, wishes, ...options };
    const result = options.commit && !options.dryRun ? await land(context, taken) : await take(context, taken);
    const problems = [...read.problems, ...result.problems];
    for (const problem of problems) context.streams.stderr.write(`${printable(formatProblem(problem))}\n`);
    const files = [...result.files.keys()].sort();
    const { added, linked, known, closed } = result;
    const toLookAt = [...read.unreadable, ...result.toLookAt].sort((a, b) => a.bug - b.bug);
    context.answer({ added, linked, toLookAt, known, closed, files, problems, written: !options.dryRun }, () => {
      const lines = [
        ...added.map((one) => `bug ${one.bug}: new record ${one.issue} of ${one.package}`),
        ...linked.map((one) => `bug ${one.bug}: ${one.issue} of ${one.package}`),
        ...toLookAt.map((one) => `bug ${one.bug}: look at it: ${one.why}`),
      ];
      const did = `${options.dryRun ? "would write" : "wrote"} ${files.join(" ") || "nothing"}`;
      const said = `${added.length} added, ${linked.length} linked, ${toLookAt.length} to look at, ${known} known, ${closed.length} closed; ${did}.`;
      return [...lines, said].map(printable).join("\n");
    });
    return problems.length > 0 || read.unreadable.length > 0 ? 1 : 0;
  },
});

interface Read extends AskedBugs {
  readonly problems: readonly Problem[];
  /** Whose reports these are, for the commit. */
  readonly origin: string;
}

interface Taken {
  /** The lowest first. */
  readonly directories: readonly string[];
  readonly read: Read;
  readonly wishes: ImportBugsOptions;
  readonly dryRun: boolean;
  readonly as: string | undefined;
}

/** Asking takes minutes, in which others edit: the lists are read again, and what is written follows from them as they are now. */
async function take(context: CommandContext, { directories, read, wishes, dryRun }: Taken): Promise<ImportedBugs> {
  const { importBugs, placeFile, readLayerFiles, withDataLock } = await import("../../tracker/index.ts");
  const directory = directories.at(-1) as string;
  const imported = async () => importBugs(await Promise.all(directories.map(readLayerFiles)), read, wishes);
  if (dryRun) return imported();
  return withDataLock(context.processes, directory, async () => {
    const result = await imported();
    for (const [path, bytes] of result.files) await placeFile(join(directory, path), bytes);
    return result;
  });
}

/** The same as one commit, on top of what others commit meanwhile. */
async function land(context: CommandContext, { directories, read, wishes, as }: Taken): Promise<ImportedBugs> {
  const { importBugs, landEdit, readLayerFiles } = await import("../../tracker/index.ts");
  const directory = directories.at(-1) as string;
  const lower = directories.slice(0, -1);
  const below = await Promise.all(lower.map(readLayerFiles));
  let result: ImportedBugs | undefined;
  const { commit, files } = await landEdit({
    runner: context.processes,
    directory,
    below: lower.map((one) => ({ name: basename(one), directory: one })),
    person: await actingPerson(context, directory, as),
    clock: context.clock,
    edit: {
      subject: `Import security reports of ${read.origin}`,
      async apply(readNow, { paths }) {
        const own = new Map<string, Uint8Array>();
        for (const path of paths) own.set(path, await readNow(path));
        result = importBugs([...below, own], read, wishes);
        return result.files;
      },
    },
  });
  if (files.length > 0) tell(context, `Committed as ${commit.slice(0, 12)}.`);
  return result as unknown as ImportedBugs;
}

async function askServer(
  context: CommandContext,
  options: {
    readonly url: string | undefined;
    readonly pause: number | undefined;
    readonly timeLimit: number | undefined;
    readonly dryRun: boolean;
    readonly since: string | undefined;
    readonly directory: string;
    readonly layers: readonly LayerFiles[];
  },
): Promise<Read> {
  const { askForBugs, bugsInLists, bugTrackerOf, issuesNamedIn, sourceOf } = await import("../../tracker/index.ts");
  const { createBugServer } = await import("../tools/bug-server.ts");
  const { pause = DEFAULT_PAUSE, timeLimit = DEFAULT_LIMIT, since = "" } = options;
  if (timeLimit <= 0 || timeLimit > 3600) throw new SamedayError("USAGE", "--time-limit takes seconds up to 3600.");
  if (pause < 0 || pause > 60) throw new SamedayError("USAGE", "--pause takes seconds from 0 to 60.");
  const url = options.url ?? bugTrackerOf(options.layers).server;
  const server = createBugServer({ url, timeLimitMs: timeLimit * 1000, signal: context.signal });
  const lists = bugsInLists(options.layers);
  const wantsText = (report: BugReport): boolean =>
    report.day >= since &&
    sourceOf(report) !== undefined &&
    issuesNamedIn(report.title).length === 0 &&
    ![report.bug, ...report.merged].some(lists.has);
  const memory = await readBugMemory(options.directory, server.address);
  try {
    const asked = await withProgress(context.progress, "ask the bug tracker", (task) =>
      askForBugs({
        server,
        watched: lists.watched,
        wantsText,
        memory,
        pause: () => sleep(pause * 1000, undefined, { signal: context.signal }).catch(ended),
        progress: (detail, done, total) => task.update({ detail, done, total }),
      }),
    );
    return { ...asked, problems: [], origin: new URL(server.address).host };
  } finally {
    if (!options.dryRun) await keepBugMemory(options.directory, server.address, memory);
  }
}

/** Somebody pressed Ctrl-C between two calls. */
function ended(cause: unknown): never {
  throw new SamedayError("BUG_TRACKER_FAILED", "The import was ended before all was answered.", cause);
}

async function readReportsFrom(file: string): Promise<Read> {
  const { parseReportFile } = await import("../../tracker/index.ts");
  const bytes = await readFile(file).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read.`, cause);
  });
  const { value, problems } = parseReportFile(bytes, file);
  if (value === undefined) throw new SamedayError("INPUT_INVALID", formatProblem(problems[0] as Problem));
  const open = value.filter(({ closed }) => !closed);
  return { open, watched: value.filter(({ closed }) => closed), unreadable: [], problems, origin: "a file" };
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
