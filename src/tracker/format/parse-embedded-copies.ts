import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { linesOf } from "./lines.ts";

/** A package whose code others carry a copy of. */
export interface EmbeddedCode {
  readonly package: string;
  readonly comment: string;
  readonly embedders: readonly Embedder[];
  readonly notes: readonly string[];
  readonly line: number;
}

export interface Embedder {
  readonly package: string;
  readonly release: string | undefined;
  /** The version that stopped embedding, or one of the words `unfixed`, `removed`, `itp`, `not-affected`, `unknown`, `unfixable`. */
  readonly status: string;
  readonly isVersion: boolean;
  /** static, embed, modified-embed, fork, old-version; empty when nothing is said. */
  readonly sort: string;
  readonly bugs: readonly number[];
  readonly line: number;
}

const BLOCK = /^([A-Za-z0-9][A-Za-z0-9.+-]*)(?:\s+\((.*)\))?(?:\s.*)?$/;
const EMBEDDER =
  /^(?:\[([a-z][a-z0-9-]*)\]\s+)?-\s+([A-Za-z0-9][A-Za-z0-9.+-]*)(?:\s+(?:<([a-z-]+)>|([A-Za-z0-9:.+~-]+)))?(?:\s+\((.*)\))?\s*$/;
const WORDS = new Set(["unfixed", "removed", "itp", "not-affected", "unknown", "unfixable"]);

/** Reads embedded-code-copies: prose up to `---BEGIN`, then blocks with a package in column 0 and its embedders indented. */
export function parseEmbeddedCopies(
  bytes: Uint8Array,
  path: string,
  most?: number,
): TalliedParse<readonly EmbeddedCode[]> {
  const blocks: EmbeddedCode[] = [];
  const problems = new ProblemTally(most);
  let begun = false;
  let open: (EmbeddedCode & { embedders: Embedder[]; notes: string[] }) | undefined;
  const report = (line: number, column: number, message: string): void => {
    problems.push(trackerProblem("tracker-embedded-entry", message, { file: path, line, column }));
  };
  for (const line of linesOf(bytes)) {
    if (!begun || line.text.trim() === "") {
      begun ||= line.text.startsWith("---BEGIN");
      continue;
    }
    if (!/^\s/.test(line.text)) {
      const match = BLOCK.exec(line.text);
      open = match
        ? { package: match[1] as string, comment: match[2] ?? "", embedders: [], notes: [], line: line.number }
        : undefined;
      if (open) blocks.push(open);
      else report(line.number, 1, "Write the package whose code is copied, then `(comment)`.");
      continue;
    }
    const body = line.text.trim();
    const column = line.text.indexOf(body) + 1;
    if (open === undefined) report(line.number, column, "No package stands above this line.");
    else if (body.startsWith("NOTE:")) open.notes.push(body.slice(5).trim());
    else {
      const embedder = parseEmbedder(body, line.number);
      if (embedder) open.embedders.push(embedder);
      else report(line.number, column, "Write `[release] - package STATUS (sort; bug #N)` or `NOTE: text`.");
    }
  }
  return problems.parsed(blocks);
}

function parseEmbedder(body: string, line: number): Embedder | undefined {
  const match = EMBEDDER.exec(body);
  if (match === null) return undefined;
  const [, release, name, word, version, inBrackets] = match;
  if (word !== undefined && !WORDS.has(word)) return undefined;
  const bugs: number[] = [];
  const sorts: string[] = [];
  for (const part of (inBrackets ?? "").split(";").map((one) => one.trim())) {
    if (/^bug #\d{1,9}$/.test(part)) bugs.push(Number(part.slice(5)));
    else if (part !== "") sorts.push(part);
  }
  const status = version ?? word ?? "unknown";
  return {
    package: name as string,
    release,
    status,
    isVersion: version !== undefined,
    sort: sorts.join("; "),
    bugs,
    line,
  };
}
