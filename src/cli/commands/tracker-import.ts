import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { formatProblem, type Problem, SamedayError } from "../../kernel/index.ts";
import type { CveSourceState, LayerFiles } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { withProgress } from "../progress/index.ts";
import { PERSON_OPTION } from "../tracker/person.ts";
import { commitImport, IMPORT_FOLDER, keepImportState, placeImport } from "./tracker-imported-files.ts";

/** What was imported last. */
const STATE_FILE = `${IMPORT_FOLDER}/cve.json`;
const KINDS = ["cve", "kev", "epss"] as const;

/** What an import makes of the files of a data directory. */
interface Prepared {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<string, number>>;
}

/** A source that was read, which takes minutes; others may edit meanwhile, so that what it makes of the files is asked afterwards. */
interface Source {
  into(files: LayerFiles): Prepared;
  readonly state?: CveSourceState;
}

/** `sameday tracker import cve|kev|epss SOURCE`. */
export const importVerb = defineVerb({
  name: "import",
  summary: "take over new CVE records, known exploitation or likelihood",
  description:
    "cve reads CVE JSON 5 from a directory or a git checkout in the layout of cvelistV5: text in round brackets, RESERVED, REJECTED and names of advisories are renewed, new issues get `TODO: check`, and signals/published keeps when each became public; what people wrote stays byte for byte, and importing again changes nothing. Only what changed since the last import is read. kev reads CISA's catalogue of exploited vulnerabilities into signals/kev, epss FIRST's table of scores into signals/epss. A record that cannot be read is named with its place, and the others are taken. Writes to the uppermost data directory; no network is used.",
  arguments: {
    kind: { summary: "what is imported", required: true, choices: KINDS },
    source: { summary: "directory or git checkout of CVE records; for kev and epss a file", required: true },
  },
  options: {
    dryRun: { kind: "switch", summary: "say what would change and write nothing" },
    all: { kind: "switch", summary: "read every record again, whatever was imported before" },
    commit: {
      kind: "switch",
      summary: "make it one commit in the data's git repository, on top of what others commit",
    },
    as: PERSON_OPTION,
  },
  examples: [
    { line: "sameday tracker import cve cvelistV5 --data data", says: "what is new since the last time" },
    { line: "sameday tracker import cve cvelistV5 --data data --commit", says: "and one commit of it" },
    { line: "sameday tracker import epss epss_scores-current.csv.gz --data data", says: "write signals/epss" },
  ],
  exits: {
    0: "done",
    1: "done, but some records could not be read",
    2: "wrong usage, a source or list that cannot be read, or a directory without CVE records; nothing was changed",
    3: "somebody else has been editing for minutes; with --commit also: a file was left uncommitted",
  },
  async run(context, { args, options }) {
    const directory = context.layerDirectories.at(-1);
    if (directory === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
    const place = resolve(args.source);
    const source =
      args.kind === "cve"
        ? await readCve(context, directory, place, options.all)
        : await readSignals(place, args.kind === "kev" ? "kev" : "epss");
    const prepared = options.dryRun
      ? source.into(await filesOf(directory))
      : await take(context, directory, source, { ...options, kind: args.kind });
    for (const problem of prepared.problems) context.streams.stderr.write(`${printable(formatProblem(problem))}\n`);
    const files = [...prepared.files.keys()].sort();
    const { counts, problems } = prepared;
    context.answer({ kind: args.kind, ...counts, files, problems, written: !options.dryRun }, () => {
      return `${said(counts)}; ${options.dryRun ? "would write" : "wrote"} ${files.join(" ") || "nothing"}.`;
    });
    return problems.some((problem) => problem.severity === "error") ? 1 : 0;
  },
});

/** Writes what the source makes of the files as they are now, while nobody else changes them. */
async function take(
  context: CommandContext,
  directory: string,
  source: Source,
  how: { readonly commit: boolean; readonly as: string | undefined; readonly kind: string },
): Promise<Prepared> {
  let prepared: Prepared | undefined;
  const make = (files: LayerFiles): ReadonlyMap<string, Uint8Array> => {
    prepared = source.into(files);
    return prepared.files;
  };
  if (how.commit) {
    await commitImport(context, {
      directory,
      below: context.layerDirectories.slice(0, -1).map((one) => ({ name: basename(one), directory: one })),
      as: how.as,
      subject: () => [`Import ${how.kind}`, ...(prepared ? [said(prepared.counts)] : [])].join(": "),
      make,
    });
  } else await placeImport(context, directory, async () => make(await filesOf(directory)));
  if (source.state) await keepImportState(directory, STATE_FILE, source.state);
  return prepared as unknown as Prepared;
}

function said(counts: Prepared["counts"]): string {
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");
}

async function filesOf(directory: string): Promise<LayerFiles> {
  const { readLayerFiles } = await import("../../tracker/index.ts");
  return readLayerFiles(directory);
}

async function readCve(context: CommandContext, directory: string, source: string, all: boolean): Promise<Source> {
  const { importRecords, readCveSource } = await import("../../tracker/index.ts");
  const before = all ? undefined : await readState(directory);
  const batch = await withProgress(context.progress, "read CVE records", (task) =>
    readCveSource({
      processes: context.processes,
      source,
      before,
      progress: (done, total) => task.update({ done, total }),
    }),
  );
  return {
    state: batch.state,
    into(files) {
      const { files: changed, problems, added, changed: renewed } = importRecords(files, batch.records);
      const counts = { read: batch.read, added: added.length, changed: renewed.length };
      return { files: changed, problems: [...batch.problems, ...problems], counts };
    },
  };
}

async function readSignals(source: string, kind: "kev" | "epss"): Promise<Source> {
  const { EPSS_FILE, KEV_FILE, parseEpss, parseKev, renderSignals } = await import("../../tracker/index.ts");
  const bytes = await readFile(source).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${source} cannot be read.`, cause);
  });
  const { value, problems } = kind === "kev" ? parseKev(bytes, source) : parseEpss(bytes, source);
  if (value === undefined) {
    const first = problems[0];
    throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : `${source} cannot be read.`);
  }
  const path = kind === "kev" ? KEV_FILE : EPSS_FILE;
  const after = renderSignals(value);
  return {
    into(files) {
      const before = files.get(path);
      const same = before !== undefined && Buffer.compare(before, after) === 0;
      return { files: new Map(same ? [] : [[path, after]]), problems, counts: { issues: value.length } };
    },
  };
}

/** A state that cannot be read is as good as none: everything is read again. */
async function readState(directory: string): Promise<CveSourceState | undefined> {
  try {
    const state: Partial<CveSourceState> = JSON.parse(await readFile(join(directory, STATE_FILE), "utf8"));
    return typeof state.source === "string" && Array.isArray(state.refused) ? (state as CveSourceState) : undefined;
  } catch {
    return undefined;
  }
}
