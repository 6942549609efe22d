/** A value of Nix, as far as it is written down: what is computed is a text of its source. */
export type NixValue = NixText | NixList | NixSet;

interface NixText {
  readonly kind: "text";
  readonly text: string;
  readonly line: number;
}

interface NixList {
  readonly kind: "list";
  readonly items: readonly NixValue[];
}

interface NixSet {
  readonly kind: "set";
  readonly entries: ReadonlyMap<string, NixValue>;
}

const TOKEN = /\s+|#.*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\])*"|''[\s\S]*?''(?!')|[[\]{}();=]|[^\s[\]{}();="#]+/y;
/** Lists within lists within sets: a person writes no more. */
const DEEPEST = 12;
const MOST = 20_000;

interface Token {
  readonly text: string;
  readonly line: number;
}

/** The value that begins at a place of a Nix file; undefined where none does. */
export function readNixValue(source: string, from: number): NixValue | undefined {
  const tokens = tokensFrom(source, from);
  return readValue({ tokens, at: 0 }, 0);
}

function tokensFrom(source: string, from: number): readonly Token[] {
  const tokens: Token[] = [];
  let line = source.slice(0, from).split("\n").length;
  TOKEN.lastIndex = from;
  for (let open = 0; tokens.length < MOST; ) {
    const text = TOKEN.exec(source)?.[0];
    if (text === undefined) break;
    if (!/^(?:\s|#|\/\*)/.test(text)) tokens.push({ text, line });
    line += text.split("\n").length - 1;
    if ("[{(".includes(text)) open += 1;
    else if ("]})".includes(text)) open -= 1;
    if (open < 0 || (text === ";" && open === 0)) break;
  }
  return tokens;
}

function readValue(reader: { readonly tokens: readonly Token[]; at: number }, depth: number): NixValue | undefined {
  const token = reader.tokens[reader.at];
  if (!token) return undefined;
  reader.at += 1;
  if (depth > DEEPEST) return undefined;
  if (token.text === "[") {
    const items: NixValue[] = [];
    while (reader.tokens[reader.at] && reader.tokens[reader.at]?.text !== "]") {
      const item = readValue(reader, depth + 1);
      if (item) items.push(item);
    }
    reader.at += 1;
    return { kind: "list", items };
  }
  if (token.text === "{") {
    const entries = new Map<string, NixValue>();
    while (reader.tokens[reader.at] && reader.tokens[reader.at]?.text !== "}") {
      const name = reader.tokens[reader.at]?.text ?? "";
      reader.at += 1;
      if (reader.tokens[reader.at]?.text !== "=") continue;
      reader.at += 1;
      const value = readValue(reader, depth + 1);
      if (value) entries.set(name, value);
    }
    reader.at += 1;
    return { kind: "set", entries };
  }
  if (token.text === "(") return readValue(reader, depth + 1);
  return { kind: "text", text: textOf(token.text), line: token.line };
}

function textOf(token: string): string {
  if (token.startsWith("''")) return token.slice(2, -2);
  return token.startsWith('"') ? token.slice(1, -1).replace(/\\(["\\])/g, "$1") : token;
}
