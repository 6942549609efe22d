import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { formatProblem, type Problem, SamedayError } from "../../kernel/index.ts";
import type { CveSourceState } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { withProgress } from "../progress/index.ts";
import { commitImport, IMPORT_FOLDER, keepImportState } from "./tracker-imported-files.ts";

/** What was imported last. */
const STATE_FILE = `${IMPORT_FOLDER}/cve.json`;
const KINDS = ["cve", "kev", "epss"] as const;

/** What an import would write, and what it has to say. */
interface Prepared {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<string, number>>;
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
    commit: { kind: "switch", summary: "commit the changed files to the data's git repository" },
  },
  examples: [
    { line: "sameday tracker import cve cvelistV5 --data data", says: "what is new since the last time" },
    { line: "sameday tracker import cve cvelistV5 --data data --commit", says: "and one commit of it" },
    { line: "sameday tracker import epss epss_scores-current.csv.gz --data data", says: "write signals/epss" },
  ],
  exits: {
    0: "done",
    1: "done, but some records could not be read",
    2: "wrong usage, or a source or list that cannot be read",
  },
  async run(context, { args, options }) {
    const directory = context.layerDirectories.at(-1);
    if (directory === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
    const source = resolve(args.source);
    const prepared =
      args.kind === "cve"
        ? await prepareCve(context, directory, source, options.all)
        : await prepareSignals(directory, source, args.kind === "kev" ? "kev" : "epss");
    for (const problem of prepared.problems) context.streams.stderr.write(`${printable(formatProblem(problem))}\n`);
    const files = [...prepared.files.keys()].sort();
    if (!options.dryRun) {
      const { placeFile } = await import("../../tracker/index.ts");
      for (const [path, bytes] of prepared.files) await placeFile(join(directory, path), bytes);
      if (options.commit && files.length > 0) await commitImport(context, directory, files, args.kind, prepared.counts);
      if (prepared.state) await keepImportState(directory, STATE_FILE, prepared.state);
    }
    const { counts, problems } = prepared;
    context.answer({ kind: args.kind, ...counts, files, problems, written: !options.dryRun }, () => {
      const said = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
      return `${said.join(", ")}; ${options.dryRun ? "would write" : "wrote"} ${files.join(" ") || "nothing"}.`;
    });
    return problems.some((problem) => problem.severity === "error") ? 1 : 0;
  },
});

async function prepareCve(context: CommandContext, directory: string, source: string, all: boolean): Promise<Prepared> {
  const { importRecords, readCveSource, readLayerFiles } = await import("../../tracker/index.ts");
  const before = all ? undefined : await readState(directory);
  const batch = await withProgress(context.progress, "read CVE records", (task) =>
    readCveSource({
      processes: context.processes,
      source,
      before,
      progress: (done, total) => task.update({ done, total }),
    }),
  );
  const result = importRecords(await readLayerFiles(directory), batch.records);
  const counts = { read: batch.read, added: result.added.length, changed: result.changed.length };
  return { files: result.files, problems: [...batch.problems, ...result.problems], counts, state: batch.state };
}

async function prepareSignals(directory: string, source: string, kind: "kev" | "epss"): Promise<Prepared> {
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
  const before = await readFile(join(directory, path)).catch(() => undefined);
  const same = before !== undefined && Buffer.compare(before, after) === 0;
  return { files: new Map(same ? [] : [[path, after]]), problems, counts: { issues: value.length } };
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
