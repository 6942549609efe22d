import { copyFile, mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { NamedFile, ProveFindings } from "../protocol.ts";
import { causeOf } from "./cause.ts";
import { announce, fetchFile, keepMade, type MadeFile, runIn, type StepContext } from "./context.ts";
import { openStepChroot } from "./room.ts";

type ComparedFile = ProveFindings["files"][number];

export interface Comparison {
  readonly files: readonly ComparedFile[];
  /** diffoscope's report of everything that differs. */
  readonly report?: MadeFile;
}

const REPORT = "differences.txt";
const DIFFOSCOPE_MS = 5 * 60_000;
const REPORT_BYTES = 4 * 1024 * 1024;

/** Compares by hash; only for what differs the content is looked at, to find the cause. */
export async function compare(
  context: StepContext,
  first: readonly NamedFile[],
  second: readonly MadeFile[],
): Promise<Comparison> {
  const secondByName = new Map(second.map((file) => [file.name, file]));
  const firstNames = new Set(first.map((file) => file.name));
  const files = first.map((file): ComparedFile => {
    const other = secondByName.get(file.name);
    const same = other?.sha256 === file.sha256;
    const cause = same ? "" : other ? "the content differs" : "the second build did not make it";
    return { name: file.name, first: file.sha256, second: other?.sha256 ?? null, same, cause };
  });
  const extra = second.filter((file) => !firstNames.has(file.name)).map((file) => file.name);
  if (extra.length > 0) announce(context, `only the second build made ${extra.join(", ")}`);
  const differing = files.filter((file) => !file.same && file.second !== null);
  if (differing.length === 0) return { files };
  return examine(context, files, differing, secondByName);
}

async function examine(
  context: StepContext,
  files: readonly ComparedFile[],
  differing: readonly ComparedFile[],
  second: ReadonlyMap<string, MadeFile>,
): Promise<Comparison> {
  // Built packages are as untrusted as their source: diffoscope and the tools it calls see them, and nothing else.
  const tools = await openStepChroot(context, { layers: [], hostName: "compare", root: "tools" });
  try {
    const causes = new Map<string, string>();
    for (const side of ["first", "second", "tmp"]) await mkdir(join(tools.exchange, side));
    for (const file of differing) {
      await copyFile(await fetchFile(context, file.first), join(tools.exchange, "first", file.name));
      await copyFile(second.get(file.name)?.path ?? "", join(tools.exchange, "second", file.name));
      announce(context, `look for the difference in ${file.name}`);
      causes.set(file.name, await diffoscope(context, tools, file.name));
    }
    const explained = files.map((file) => ({ ...file, cause: causes.get(file.name) ?? file.cause }));
    const path = join(tools.exchange, REPORT);
    const made = await stat(path).catch(() => undefined);
    return made ? { files: explained, report: await keepMade(context, path, REPORT) } : { files: explained };
  } finally {
    await tools.close();
  }
}

/** Adds diffoscope's text to the report, and gives the cause in a sentence. */
async function diffoscope(
  context: StepContext,
  tools: Awaited<ReturnType<typeof openStepChroot>>,
  name: string,
): Promise<string> {
  const json = join(tools.exchange, "difference.json");
  const script = `cd /.sameday
    ulimit -f ${4 * (REPORT_BYTES / 512)}
    rm -f difference.json text
    code=0
    TMPDIR=/.sameday/tmp timeout ${DIFFOSCOPE_MS / 1000} diffoscope --no-progress --exclude-directory-metadata=yes \\
      --max-text-report-size ${REPORT_BYTES} --max-diff-block-lines 200 --text text --json difference.json \\
      -- "first/$1" "second/$1" >&2 || code=$?
    if [ -s text ]; then printf '%s\\n\\n' "== $1" >>${REPORT}; head -c ${REPORT_BYTES} text >>${REPORT}; fi
    exit "$code"`;
  try {
    const argv = ["sh", "-euc", script, "diffoscope", name] as const;
    const { exitCode } = await runIn(context, tools, { argv, network: false, okExitCodes: [0, 1, 124] });
    if (exitCode === 124) return "the content differs; it is too large to be compared in time";
    return causeOf(JSON.parse(await readFile(json, "utf8")));
  } catch (error) {
    if (!(error instanceof SamedayError || error instanceof SyntaxError) || context.signal.aborted) throw error;
    return "the content differs; diffoscope could not say where";
  }
}
