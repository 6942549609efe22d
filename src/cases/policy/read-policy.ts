import { dirname, resolve } from "node:path";
import { isPolicyName, strictToml, suggestion } from "../../distribution/index.ts";
import { hasErrors, type Parsed, type Place, type Problem } from "../../kernel/index.ts";
import { assemblePolicy } from "./assemble.ts";
import { checkPolicy } from "./check.ts";
import { mergePolicies } from "./merge.ts";
import { policyTable } from "./schema.ts";
import type { Policy } from "./types.ts";

/** Where policies come from: the shipped ones by name, others by path. */
export interface PolicyFiles {
  /** Names of the shipped policies. */
  readonly shipped: readonly string[];
  /** The path of a shipped policy. */
  pathOf(name: string): string;
  /** Undefined when there is no such file, or none that can be read. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** More than any honest chain; keeps a mistake from reading for ever. */
const MOST_FILES = 32;

interface Read {
  /** The path in full, by which two ways to one file are known to be one. */
  readonly key: string;
  readonly path: string;
  readonly table: strictToml.TomlTable;
}

interface Gathering {
  readonly files: PolicyFiles;
  readonly problems: Problem[];
  /** In the order in which they hold: what is extended before what extends it, each once. */
  readonly done: Read[];
  readonly open: string[];
}

/**
 * A policy with everything that it extends, in named steps: each file as TOML, what they say together, each table by its own
 * keys, what must hold between tables. Places of problems name the file. A policy with one error is none.
 */
export async function readPolicy(word: string, files: PolicyFiles): Promise<Parsed<Policy | undefined>> {
  const gathering: Gathering = { files, problems: [], done: [], open: [] };
  const path = isPolicyName(word) ? files.pathOf(word) : word;
  await gather(gathering, word, path, { file: path, line: 1, column: 1 });
  const own = gathering.done.at(-1);
  if (!own || hasErrors(gathering.problems)) return { value: undefined, problems: gathering.problems };

  const inherited = gathering.done.slice(0, -1);
  const report = strictToml.createReport("policy");
  const rows = policyTable.read(
    mergePolicies(
      inherited.map(({ table }) => table),
      own.table,
    ),
    report,
  );
  if (rows) checkPolicy(rows, report);
  if (!rows || hasErrors(report.problems)) return { value: undefined, problems: report.problems };
  return { value: assemblePolicy(rows, inherited.map(nameOf)), problems: report.problems };
}

async function gather(gathering: Gathering, word: string, path: string, place: Place): Promise<void> {
  const { files, problems, done, open } = gathering;
  const refuse = (code: string, message: string): void =>
    void problems.push({ code, severity: "error", message, place });
  const key = resolve(path);
  if (done.some((read) => read.key === key)) return;
  if (open.includes(key)) return refuse("policy-circle", `${word} extends itself: ${[...open, key].join(" → ")}.`);
  if (done.length + open.length >= MOST_FILES) {
    return refuse("policy-too-many", `More than ${MOST_FILES} policies extend one another.`);
  }
  const bytes = await files.read(path);
  if (bytes === undefined) {
    const message = isPolicyName(word)
      ? `No policy "${word}" is shipped.${suggestion(word, files.shipped)} A file of your own is named by its path: ./${word}.toml.`
      : `There is no file ${path} that can be read.`;
    return refuse("policy-dangling-name", message);
  }
  const toml = strictToml.parseToml(bytes, path);
  problems.push(...toml.problems);
  if (!toml.value) return;
  open.push(key);
  for (const parent of parentsOf(toml.value)) {
    const parentPath = isPolicyName(parent.word) ? files.pathOf(parent.word) : resolve(dirname(path), parent.word);
    await gather(gathering, parent.word, parentPath, parent.place);
  }
  open.pop();
  done.push({ key, path, table: toml.value });
}

/** Only what is text is followed here; the table's own reader says what else is wrong with the key. */
function parentsOf(table: strictToml.TomlTable): readonly { readonly word: string; readonly place: Place }[] {
  const node = table.entries.get("extends")?.node;
  if (node?.kind !== "list") return [];
  return node.items.flatMap((item) => (item.kind === "text" ? [{ word: item.value, place: item.place }] : []));
}

function nameOf({ path, table }: Read): string {
  const node = table.entries.get("name")?.node;
  return node?.kind === "text" ? node.value : path;
}
