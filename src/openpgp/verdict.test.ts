import { describe, expect, it } from "vitest";
import type { SamedayError } from "../kernel/index.ts";
import { type GoodSignature, requireGood, weigh } from "./verdict.ts";

const KEY = "0AF6716136FDB2B692A054D5A1DFA395E3D46997";
const PRIMARY = "E3B0A5823D5D02A1CD3BBB7B0E7AA3A43B836FC0";

function status(...lines: string[]): string {
  return lines.map((line) => (line.startsWith("gpgv:") ? line : `[GNUPG:] ${line}`)).join("\n");
}

function valid(hash = "10", signatureClass = "01", time = "1795234572"): string {
  return `VALIDSIG ${KEY} 2026-11-21 ${time} 0 4 0 22 ${hash} ${signatureClass} ${PRIMARY}`;
}

const GOOD = ["NEWSIG", `GOODSIG A1DFA395E3D46997 Ada <ada@example.org>`, valid()];

const judge = (text: string, plaintexts: 0 | 1): readonly GoodSignature[] => requireGood(weigh(text, plaintexts));

describe("gpgv's status", () => {
  it("names the primary key and the time of a good signature", () => {
    expect(judge(status("PLAINTEXT 74 0 ", ...GOOD), 1)).toEqual([
      { fingerprint: PRIMARY, signedAt: new Date(1795234572000) },
    ]);
  });

  it("reads the time in both of GnuPG's forms", () => {
    const iso = judge(status("NEWSIG", "GOODSIG X Y", valid("10", "00", "20261121T041612")), 0);
    expect(iso[0]?.signedAt.toISOString()).toBe("2026-11-21T04:16:12.000Z");
  });

  it("counts a good signature beside one by an unknown key", () => {
    expect(judge(status("NEWSIG", "ERRSIG 0E7AA3A43B836FC0 1 10 00 1795234572 9", ...GOOD), 0)).toHaveLength(1);
  });

  const refused: readonly [string, RegExp, string[]][] = [
    ["nothing at all", /no signature/, []],
    ["no data", /no signature/, ["NODATA 4"]],
    ["bad beside good", /altered/, [...GOOD, "NEWSIG", "BADSIG 0E7AA3A43B836FC0 Ben"]],
    ["unknown key", /not in the keyring/, ["NEWSIG", "ERRSIG 0E7AA3A43B836FC0 1 10 00 1795234572 9"]],
    ["MD5", /weak digest/, ["NEWSIG", "ERRSIG 0E7AA3A43B836FC0 1 1 00 1795234572 5"]],
    ["SHA-1", /weak digest/, ["NEWSIG", "GOODSIG X Y", valid("2")]],
    ["RIPEMD-160", /weak digest/, ["NEWSIG", "GOODSIG X Y", valid("3")]],
    ["an unknown algorithm", /cannot be checked/, ["NEWSIG", "ERRSIG 0E7AA3A43B836FC0 99 10 00 1795234572 4"]],
    ["a revoked key", /revoked/, ["NEWSIG", "REVKEYSIG X Y", valid()]],
    ["an expired key", /has expired/, ["NEWSIG", "EXPKEYSIG X Y", valid()]],
    ["an expired signature", /signature by .* has expired/, ["NEWSIG", "EXPSIG X Y", valid()]],
    ["a certification", /not one over a document/, ["NEWSIG", "GOODSIG X Y", valid("10", "10")]],
    ["a good word without a valid one", /could not be checked/, ["NEWSIG", "GOODSIG X Y"]],
    ["a valid word without a good one", /could not be checked/, ["NEWSIG", valid()]],
    ["words before any signature", /no signature/, ["GOODSIG X Y", valid()]],
    ["a text of its own", /text of its own/, ["PLAINTEXT 62 0 ", ...GOOD]],
    ["status words in a line for people", /no signature/, ["gpgv: [GNUPG:] NEWSIG", "gpgv: [GNUPG:] GOODSIG X Y"]],
  ];
  it.each(refused)("refuses: %s", (_, reason, lines) => {
    expect(() => judge(status(...lines), 0)).toThrow(reason);
  });
});

describe("a signature by a key that is not there", () => {
  const unknown = ["NEWSIG", "ERRSIG 0E7AA3A43B836FC0 1 10 00 1795234572 9"];
  const code = (...lines: string[]): unknown => {
    try {
      return judge(status(...lines), 0);
    } catch (error) {
      return (error as SamedayError).code;
    }
  };

  it("is no bad one: what to do next is another thing", () => {
    expect(code(...unknown)).toBe("SIGNER_UNKNOWN");
    expect(code(...unknown, ...unknown)).toBe("SIGNER_UNKNOWN");
  });

  it("is told after what is wrong with another", () => {
    expect(code(...unknown, "NEWSIG", "EXPKEYSIG X Y", valid())).toBe("SIGNATURE_BAD");
    expect(code(...unknown, "NEWSIG", "BADSIG X Y")).toBe("SIGNATURE_BAD");
    expect(code("NODATA 4")).toBe("SIGNATURE_BAD");
  });
});

describe("who ever signed", () => {
  it.each(["EXPSIG", "EXPKEYSIG", "REVKEYSIG"])(
    "is told by a signature with %s, which is good for nothing else",
    (word) => {
      const verdict = weigh(status("NEWSIG", `${word} X Y`, valid()), 0);
      expect(verdict).toMatchObject({ good: [], lapsed: [{ fingerprint: PRIMARY }] });
      expect(verdict.whyNone).not.toBe("");
      expect(weigh(status(...GOOD, "NEWSIG", `${word} X Y`, valid()), 0)).toMatchObject({
        lapsed: [{ fingerprint: PRIMARY }],
      });
    },
  );

  it.each([
    [
      "of its key",
      ["KEYEXPIRED 1769817600", "KEYEXPIRED 1769900000", "EXPKEYSIG X Y", valid()],
      "2026-01-31T00:00:00Z",
    ],
    ["of a revoked key", ["KEYEXPIRED 1769817600", "REVKEYSIG X Y", valid()], null],
    ["that nobody tells", ["EXPKEYSIG X Y", valid()], null],
  ])("is told together with the end %s", (_, lines, end) => {
    const [lapsed] = weigh(status("NEWSIG", ...lines), 0).lapsed;
    expect(lapsed?.countedUntil).toEqual(end === null ? null : new Date(end));
  });

  it.each([
    ["one that was not checked", ["NEWSIG", "EXPSIG X Y"]],
    ["one with a weak digest", ["NEWSIG", "EXPSIG X Y", valid("2")]],
    ["a certification", ["NEWSIG", "EXPKEYSIG X Y", valid("10", "10")]],
    ["an unknown key's", ["NEWSIG", "ERRSIG 0E7AA3A43B836FC0 1 10 00 1795234572 9"]],
  ])("is not told by %s", (_, lines) => {
    expect(weigh(status(...lines), 0)).toMatchObject({ good: [], lapsed: [] });
  });

  it("is not told by a text that was altered", () => {
    expect(() => weigh(status("NEWSIG", "EXPSIG X Y", valid(), "NEWSIG", "BADSIG X Y"), 0)).toThrow(/altered/);
  });
});
