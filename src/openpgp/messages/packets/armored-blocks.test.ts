import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findArmored } from "./armored-blocks.ts";

const block = (type: string, body = "yMEA"): string =>
  `-----BEGIN PGP ${type}-----\n\n${body}\n-----END PGP ${type}-----`;
const MESSAGE = block("MESSAGE");
const SIGNED = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nhello\n- -----BEGIN PGP MESSAGE-----\n${block("SIGNATURE")}`;

function kinds(text: string): readonly string[] {
  return findArmored(text).map(({ kind, quoted }) => (quoted ? `${kind} quoted` : kind));
}

describe("armor in a text", () => {
  it.each([
    ["nothing", "hello -----BEGIN PGP MESSAGE-----\n", []],
    ["a message", `Hello,\n\n${MESSAGE}\n\nBye`, ["message"]],
    ["two messages", `${MESSAGE}\n${MESSAGE}`, ["message", "message"]],
    [
      "each kind",
      ["PUBLIC KEY BLOCK", "PRIVATE KEY BLOCK", "SIGNATURE"].map((type) => block(type)).join("\n"),
      ["public-key", "private-key", "signature"],
    ],
    ["a signed text, with its signature inside", `${SIGNED}\n${MESSAGE}`, ["signed", "message"]],
    ["a quoted message", MESSAGE.replace(/^/gm, "> "), ["message quoted"]],
    ["a message quoted twice, without blanks", MESSAGE.replace(/^/gm, ">>"), ["message quoted"]],
    ["an indented message", MESSAGE.replace(/^/gm, "    "), ["message"]],
    ["a message behind tabs", MESSAGE.replace(/^/gm, "\t"), ["message"]],
    ["an indented message without its end", `  -----BEGIN PGP MESSAGE-----\n\nyMEA\n${MESSAGE}`, ["message"]],
    ["an indented key", block("PUBLIC KEY BLOCK").replace(/^/gm, "  "), []],
    ["an indented message in a signed text", SIGNED.replace("hello", MESSAGE.replace(/^/gm, "  ")), ["signed"]],
    ["a message whose blanks do not break", MESSAGE.replaceAll(" ", "\u00a0"), ["message"]],
    ["a kind that nobody knows", block("PARTY"), []],
    ["a message without an end", "-----BEGIN PGP MESSAGE-----\n\nyMEA\n", ["message"]],
    [
      "a message without an end before another",
      `-----BEGIN PGP MESSAGE-----\n\nyMEA\n${MESSAGE}`,
      ["message", "message"],
    ],
    ["line ends and blanks of mail programs", MESSAGE.replaceAll("\n", " \r\n"), ["message"]],
  ])("is %s", (_, text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it("is where the block is, without the text around it", () => {
    const text = `Hello\r\n${MESSAGE.replaceAll("\n", "\r\n")}  \r\nBye`;
    const [found] = findArmored(text);
    expect(text.slice(found?.start, found?.end)).toBe(MESSAGE.replaceAll("\n", "\r\n"));
  });

  it("is found quickly among a million blanks and quotes", () => {
    const started = process.cpuUsage();
    findArmored(
      `${" ".repeat(500_000)}\n${"> ".repeat(250_000)}\n${`${" ".repeat(100)}-----BEGIN PGP\n`.repeat(2_000)}`,
    );
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
  });
});

it.each([
  ["head lines", "-----BEGIN PGP MESSAGE-----\n".repeat(100_000), 100_000],
  ["head lines in turn quoted", "-----BEGIN PGP MESSAGE-----\n> -----BEGIN PGP MESSAGE-----\n".repeat(50_000), 50_000],
  ["a line of quote marks", `${"> ".repeat(3_000_000)}\n`, 0],
  ["blanks behind a head", `-----BEGIN PGP MESSAGE-----${" ".repeat(3_000_000)}x\n`, 0],
])("many %s cost one pass", (_name, text, count) => {
  const before = process.cpuUsage();
  expect(findArmored(text)).toHaveLength(count);
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

/** The same by what is said of it: all edges first, then from each head line the first that ends it. */
function byAllEdges(text: string): readonly (readonly [string, number, number, boolean])[] {
  const edges = [...text.matchAll(/^([ \t>]*)-----(BEGIN|END) PGP ([A-Z ]+)-----[ \t\r]*$/gm)]
    .map(({ 0: whole, 1: quote = "", 2: word, 3: type = "", index }) => ({
      ...{ quote, type, begins: word === "BEGIN" },
      ...{ start: index + quote.length, end: index + whole.trimEnd().length },
    }))
    .map((edge) => ({ ...edge, indented: edge.quote !== "" && !edge.quote.includes(">") }));
  const found: [string, number, number, boolean][] = [];
  let reached = 0;
  for (const [index, head] of edges.entries()) {
    const last = { MESSAGE: "MESSAGE", "SIGNED MESSAGE": "SIGNATURE", SIGNATURE: "SIGNATURE" }[head.type];
    if (!head.begins || !last || head.start < reached) continue;
    if (head.indented) {
      const next = edges[index + 1];
      const isWhole = head.type === "MESSAGE" && next?.indented && !next.begins && next.type === "MESSAGE";
      if (isWhole) found.push([head.type, head.start, next.end, false]);
      continue;
    }
    const rest = edges
      .slice(index + 1)
      .filter(({ quote, indented }) => !indented && (quote === "") === (head.quote === ""));
    const ends = rest.find(({ begins, type }) =>
      begins ? !(head.type === "SIGNED MESSAGE" && type === "SIGNATURE") : type === last,
    );
    reached = ends ? (ends.begins ? ends.start : ends.end) : text.length;
    found.push([head.type, head.start, reached, head.quote !== ""]);
  }
  return found;
}

const LINE = fc
  .tuple(
    fc.constantFrom("", "", "> ", "  "),
    fc.constantFrom("BEGIN", "END"),
    fc.constantFrom("MESSAGE", "SIGNED MESSAGE", "SIGNATURE", "PARTY"),
  )
  .map(([quote, word, type]) => `${quote}-----${word} PGP ${type}-----`);

it("finds what all edges, looked at again from each head line, give", () => {
  const lines = fc.array(fc.oneof({ weight: 4, arbitrary: LINE }, fc.constantFrom("", "yMEA", "> words")), {
    maxLength: 14,
  });
  const names = { message: "MESSAGE", signed: "SIGNED MESSAGE", signature: "SIGNATURE" } as Record<string, string>;
  fc.assert(
    fc.property(lines, (written) => {
      const text = written.join("\n");
      const found = findArmored(text).map(({ kind, start, end, quoted }) => [names[kind], start, end, quoted]);
      expect(found).toEqual(byAllEdges(text));
    }),
    { numRuns: 500 },
  );
});
