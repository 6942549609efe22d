import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FLAGS, type Flag } from "../../intake/index.ts";
import { formatAnswerWord, parseAnswerWord } from "../answers/answer-word.ts";
import { formatCopiesWord, formatReceiptWord, parseCopiesWord, parseReceiptWord } from "../keys/words.ts";
import { contradictionsIn, leading } from "./contradictions.ts";
import { formatStatement, parseStatement, type Statement } from "./statement.ts";

const FPR = "0123456789ABCDEF0123456789ABCDEF01234567";
const HASH = "ab".repeat(32);

function statement(changes: Partial<Statement> = {}): Statement {
  return {
    ...{ desk: "https://desk.example", caseId: "SEC-2026-0001", messageId: "0".repeat(32), ciphertext: HASH },
    ...{ person: "pia", made: new Date("2026-11-22T07:00:00Z"), opened: "yes" },
    crypto: { layer: "pgp-mime", integrity: "ok", signature: "good", signer: FPR, signerMatchesFrom: true },
    ...{ flags: [], attachments: 0, command: "", replyKey: FPR, replyKeyHash: HASH, test: "" },
    ...changes,
  };
}

const CLOSED: Partial<Statement> = {
  crypto: { layer: "pgp-mime", integrity: null, signature: "none", signer: null, signerMatchesFrom: null },
  ...{ opened: "no-matching-key", replyKey: "", replyKeyHash: "" },
};

describe("a statement", () => {
  test("is a text that people can read before they sign it", () => {
    expect(formatStatement(statement({ flags: ["html_remote"], attachments: 2, command: "claim SEC-2026-0001" }))).toBe(
      [
        ...["Sameday statement on a sealed message, version 1", "", "Desk: https://desk.example"],
        ...["Case: SEC-2026-0001", `Message: ${"0".repeat(32)}`, `Ciphertext: ${HASH}`, "Person: pia"],
        ...["Made: 2026-11-22T07:00:00Z", "Opened: yes", "Layer: pgp-mime", "Integrity: ok", "Signature: good"],
        ...[`Signer: ${FPR}`, "Signer-Matches-From: yes", "Flags: html_remote", "Attachments: 2"],
        ...["Command: claim SEC-2026-0001", `Reply-Key: ${FPR}`, `Reply-Key-SHA256: ${HASH}`, "Test: none", ""],
      ].join("\n"),
    );
  });

  const flags = fc
    .subarray(Object.keys(FLAGS) as Flag[])
    .map((some) => (Object.keys(FLAGS) as Flag[]).filter((flag) => some.includes(flag)));
  const anyStatement = fc
    .record({
      flags,
      attachments: fc.nat(99_999),
      made: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
      closed: fc.boolean(),
      matches: fc.constantFrom(true, false, null),
    })
    .map(({ closed, matches, ...rest }) => {
      const open = statement(rest);
      return closed ? { ...open, ...CLOSED } : { ...open, crypto: { ...open.crypto, signerMatchesFrom: matches } };
    });

  test("says the same when it is read", () => {
    fc.assert(
      fc.property(anyStatement, (one) => {
        expect(parseStatement(formatStatement(one))).toEqual({ value: one, problems: [] });
      }),
      { numRuns: 100 },
    );
  });

  test("with any one character changed is another statement, or none", () => {
    const text = formatStatement(statement());
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
        const changed = `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
        const { value } = parseStatement(changed);
        expect(value === undefined || formatStatement(value) === changed).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ["another title", (text) => text.replace("version 1", "version 2"), /Expected "Sameday/],
    ["a line more", (text) => `${text}More: words\n`, /nothing behind/],
    ["a line less", (text) => text.replace(/^Flags.*\n/m, ""), /Flags/],
    ["lines in another order", (text) => text.replace(/(Case: .*)\n(Message: .*)/, "$2\n$1"), /Case/],
    ["a blank at a line's end", (text) => text.replace("Person: pia", "Person: pia "), /Person/],
    ["another spelling of a number", (text) => text.replace("Attachments: 0", "Attachments: 00"), /number/],
    ["another spelling of an hour", (text) => text.replace("07:00:00Z", "07:00:00.000Z"), /time/],
    ["an hour that is none", (text) => text.replace("11-22T07", "11-31T07"), /time/],
    ["an unknown flag", (text) => text.replace("Flags: none", "Flags: fine"), /flag/],
    ["a flag twice", (text) => text.replace("Flags: none", "Flags: dsn dsn"), /order/],
    ["another word for opened", (text) => text.replace("Opened: yes", "Opened: perhaps"), /opened/],
    ["a signature of what is closed", (text) => text.replace("Opened: yes", "Opened: malformed"), /not opened/],
    ["a key without its hash", (text) => text.replace(/^Reply-Key-SHA256.*/m, "Reply-Key-SHA256: none"), /hash/],
    ["a signer that is no fingerprint", (text) => text.replace(`Signer: ${FPR}`, "Signer: alice"), /fingerprint/],
  ])("with %s is none", (_name, change, says) => {
    const changed = change(formatStatement(statement()));
    const { value, problems } = parseStatement(changed);
    expect(value).toBeUndefined();
    expect(problems.map(({ message }) => message).join(" ")).toMatch(says);
  });
});

describe("whose facts count, and who contradicts them", () => {
  const closed = statement({ ...CLOSED, person: "leo" });
  const other = (changes: Partial<Statement>): Statement => statement({ person: "dan", ...changes });
  test.each<[string, readonly Statement[], string | undefined, readonly (readonly string[])[]]>([
    ["nobody", [], undefined, []],
    ["one", [statement()], "pia", []],
    ["who opened it, though somebody without a key was first", [closed, statement()], "pia", []],
    ["two who agree", [statement(), other({})], "pia", []],
    [
      "two who differ in a signature",
      [statement(), other({ crypto: { ...statement().crypto, signature: "bad", signer: null } })],
      "pia",
      [["signature: good, bad", `signer: ${FPR}, none`]],
    ],
    ["two who differ in files", [statement(), other({ attachments: 3 })], "pia", [["attachments: 0, 3"]]],
    ["one who took it back", [statement(), other({ attachments: 3 }), other({})], "pia", []],
    ["the same person twice", [statement(), statement({ attachments: 1 })], "pia", []],
    [
      "one who found it altered",
      [statement(), other({ ...CLOSED, opened: "integrity-failure" })],
      "pia",
      [expect.arrayContaining(["opened: yes, integrity-failure"])],
    ],
  ])("%s", (_name, statements, first, differs) => {
    expect(leading(statements)?.person).toBe(first);
    expect(contradictionsIn(statements).map((one) => one.differs)).toEqual(differs);
  });
});

const MADE = new Date("2026-11-22T07:00:00Z");
const SOME = { desk: "https://desk.example", person: "pia", made: MADE };

test("the words for an answer, for copies and for a receipt say the same when they are read", () => {
  const answer = { ...SOME, caseId: "SEC-2026-0001", messageId: "<case-SEC-2026-0001.abc@x.example>", mail: HASH };
  expect(parseAnswerWord(formatAnswerWord(answer)).value).toEqual(answer);
  const copies = { ...SOME, roleKey: FPR, subkey: FPR, certificate: HASH, copies: [{ person: "leo", hash: HASH }] };
  for (const word of [copies, { ...copies, copies: [] }])
    expect(parseCopiesWord(formatCopiesWord(word)).value).toEqual(word);
  const receipt = { ...SOME, roleKey: FPR, subkey: FPR, copy: HASH };
  expect(parseReceiptWord(formatReceiptWord(receipt)).value).toEqual(receipt);
});

test.each([
  ["an answer's", parseAnswerWord],
  ["a list of copies", parseCopiesWord],
  ["a receipt", parseReceiptWord],
])("a statement is not taken for %s word, nor any other text", (_name, parse) => {
  expect(parse(formatStatement(statement())).value).toBeUndefined();
  expect(parse("").value).toBeUndefined();
});

test("nobody stands twice in a list of copies", () => {
  const twice = [
    { person: "leo", hash: HASH },
    { person: "leo", hash: HASH },
  ];
  const word = formatCopiesWord({ ...SOME, roleKey: FPR, subkey: FPR, certificate: HASH, copies: twice });
  expect(parseCopiesWord(word).value).toBeUndefined();
});
