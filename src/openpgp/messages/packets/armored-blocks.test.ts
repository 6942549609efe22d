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
    ["an indented head line", MESSAGE.replace(/^/gm, "  "), []],
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
