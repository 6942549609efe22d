export type ArmoredKind = "message" | "signed" | "public-key" | "private-key" | "signature";

/** Where a block of ASCII armor stands in a text: `text.slice(start, end)` is the block, without what is quoted before it. */
export interface ArmoredPlace {
  readonly kind: ArmoredKind;
  readonly start: number;
  readonly end: number;
  /** It stands behind `>`: somebody else's words, which are not opened or verified. */
  readonly quoted: boolean;
}

/** Head lines (RFC 9580, 6.2 and 7), and the line with which each kind ends. */
const KINDS: Readonly<Record<string, readonly [ArmoredKind, string]>> = {
  MESSAGE: ["message", "MESSAGE"],
  "SIGNED MESSAGE": ["signed", "SIGNATURE"],
  "PUBLIC KEY BLOCK": ["public-key", "PUBLIC KEY BLOCK"],
  "PRIVATE KEY BLOCK": ["private-key", "PRIVATE KEY BLOCK"],
  SIGNATURE: ["signature", "SIGNATURE"],
};
/**
 * A line that frames a block. Editors of HTML put blanks that do not break where they like.
 * What is quoted deeper than this is no block; a pattern without a bound would exhaust the stack on a line of quote marks.
 */
const EDGE = /^([ \t>]{0,200})-----(BEGIN|END)[ \u00a0]PGP[ \u00a0]([A-Z \u00a0]{1,20})-----[ \t\r\u00a0]*$/gm;

interface Edge {
  readonly quote: string;
  readonly begins: boolean;
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Every armored block of a text, in order. A block whose end is missing reaches to the next head line or to the end of the
 * text, so that a message that was cut off is seen, and found malformed, instead of passed over. A head line that is
 * indented without being quoted begins nothing, as for GnuPG.
 */
export function findArmored(text: string): readonly ArmoredPlace[] {
  const edges: Edge[] = [];
  // One after the other: a text of head lines alone has a million of them, and a match is far larger than what is kept of it.
  for (const match of text.matchAll(EDGE)) {
    const edge = readEdge(match);
    if (edge.quote === "" || edge.quote.includes(">")) edges.push(edge);
  }
  const found: ArmoredPlace[] = [];
  let reached = 0;
  for (const [index, edge] of edges.entries()) {
    const known = KINDS[edge.type];
    if (!edge.begins || known === undefined || edge.start < reached) continue;
    const [kind, last] = known;
    const end = endOf(edges, index, last) ?? text.length;
    found.push({ kind, start: edge.start, end, quoted: edge.quote !== "" });
    reached = end;
  }
  return found;
}

function readEdge(match: RegExpMatchArray): Edge {
  const [whole, quote = "", word, written = ""] = match;
  const type = written.replaceAll("\u00a0", " ");
  const from = match.index ?? 0;
  return { quote, begins: word === "BEGIN", type, start: from + quote.length, end: from + whole.trimEnd().length };
}

/** The end of the block that begins at `index`. A signed text holds its signature's own head line. What was looked at is not looked at again. */
function endOf(edges: readonly Edge[], index: number, last: string): number | undefined {
  const head = edges[index];
  for (let at = index + 1; at < edges.length; at += 1) {
    const edge = edges[at];
    if (!head || !edge || (edge.quote === "") !== (head.quote === "")) continue;
    if (!edge.begins && edge.type === last) return edge.end;
    if (edge.begins && !(head.type === "SIGNED MESSAGE" && edge.type === "SIGNATURE")) return edge.start;
  }
  return undefined;
}
