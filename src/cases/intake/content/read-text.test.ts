import { expect, test } from "vitest";
import { addOpenedText } from "./read-text.ts";
import type { Around, Reading } from "./reading.ts";

const block = (type: string): string => `-----BEGIN PGP ${type}-----\n\nAAAA\n-----END PGP ${type}-----\n`;
const KEY = block("PUBLIC KEY BLOCK");

/** What is found in a text that was opened. */
function found(text: string) {
  const kept = { pieces: [], keys: [], flags: new Set() };
  const around = { encrypted: true, signatures: [], forwarded: false } as unknown as Around;
  addOpenedText({ found: kept } as unknown as Reading, around, "text", text);
  const { pieces, keys, flags } = kept as unknown as Reading["found"];
  return {
    texts: pieces.filter(({ counts }) => counts).map((piece) => piece.text.trim()),
    keys: keys.map(({ bytes, encrypted }) => [Buffer.from(bytes).toString().trim(), encrypted]),
    flags: [...flags],
  };
}

test("a key below the words of a report is the reporter's to be answered with, and no part of what it says", () => {
  expect(found(`It crashes.\n\n${KEY}\nAlice\n`)).toEqual({
    texts: ["It crashes.", "Alice"],
    keys: [[KEY.trim(), true]],
    flags: [],
  });
});

test.each<[string, string]>([
  ["quoted", KEY.replaceAll(/^/gm, "> ")],
  ["of a forwarded mail", `-----Original Message-----\nFrom: bob@example.net\n\n${KEY}`],
])("a key that is somebody else's stays text: %s", (_, text) => {
  expect(found(text)).toMatchObject({ keys: [], texts: [text.trim()] });
});

test("a secret key is not shown, and what else is armored stays as it is", () => {
  const secret = block("PRIVATE KEY BLOCK");
  expect(found(`${secret}${block("MESSAGE")}`)).toEqual({
    texts: [block("MESSAGE").trim()],
    keys: [],
    flags: ["secret_key_received"],
  });
});
