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
  readonly quoted: boolean;
  /** Blanks stand before it, and no quote mark. */
  readonly indented: boolean;
  readonly begins: boolean;
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Every armored block of a text, in order. A block whose end is missing reaches to the next head line or to the end of the
 * text, so that a message that was cut off is seen, and found malformed, instead of passed over. An indented head line
 * begins nothing, as for GnuPG, but for a message whose end line is indented too: some editors set what is pasted apart that
 * way, and nobody indents ciphertext to say something else.
 */
export function findArmored(text: string): readonly ArmoredPlace[] {
  const found: ArmoredPlace[] = [];
  let head: Edge | undefined;
  let indented: Edge | undefined;
  const endAt = (end: number): void => {
    const [kind] = (head && KINDS[head.type]) ?? [];
    if (head && kind) found.push({ kind, start: head.start, end, quoted: head.quoted });
    head = undefined;
  };
  // One after the other: a text of head lines alone has a million of them, and a match is far larger than what is kept of it.
  for (const match of text.matchAll(EDGE)) {
    const edge = readEdge(match);
    if (edge.indented) {
      if (indented && isEndOf(indented, edge)) {
        found.push({ kind: "message", start: indented.start, end: edge.end, quoted: false });
      }
      indented = !head && edge.begins && edge.type === "MESSAGE" ? edge : undefined;
      continue;
    }
    indented = undefined;
    if (head && edge.quoted !== head.quoted) continue;
    if (head && isEndOf(head, edge)) endAt(edge.end);
    else if (edge.begins && !(head && isInside(head, edge))) {
      endAt(edge.start);
      if (KINDS[edge.type]) head = edge;
    }
  }
  endAt(text.length);
  return found;
}

function readEdge(match: RegExpMatchArray): Edge {
  const [whole, quote = "", word, written = ""] = match;
  const quoted = quote.includes(">");
  const indented = quote !== "" && !quoted;
  const type = written.includes("\u00a0") ? written.replaceAll("\u00a0", " ") : written;
  const from = match.index ?? 0;
  const begins = word === "BEGIN";
  return { quoted, indented, begins, type, start: from + quote.length, end: from + whole.trimEnd().length };
}

function isEndOf(head: Edge, edge: Edge): boolean {
  return !edge.begins && edge.type === KINDS[head.type]?.[1];
}

/** A signed text holds its signature's own head line. */
function isInside(head: Edge, edge: Edge): boolean {
  return head.type === "SIGNED MESSAGE" && edge.type === "SIGNATURE";
}
