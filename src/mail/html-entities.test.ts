import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeReferences } from "./html-entities.ts";

/** The simple way, over the names and numbers that are used below. */
function simply(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", copy: "©", colon: ":", euro: "€", frac14: "¼" };
  const free = new Set(["amp", "lt", "copy", "frac14"]);
  return text.replace(
    /&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|([a-z][a-z0-9]{1,11}))(;?)/gi,
    (whole, hex: string | undefined, decimal: string | undefined, name: string, end: string) => {
      const number = hex === undefined ? decimal && Number(decimal) : Number.parseInt(hex, 16);
      if (number !== undefined) return decodeReferences(`&#${number};`);
      return named[name] !== undefined && (end !== "" || free.has(name)) ? named[name] : whole;
    },
  );
}

test.each([
  ["a name", "a&amp;b", "a&b"],
  ["a name without its semicolon", "&copy 2026", "© 2026"],
  ["one that needs its semicolon", "&euro 5 &euro;", "&euro 5 €"],
  ["a name that nobody knows", "&unknown; &a; &;", "&unknown; &a; &;"],
  ["a name in front of letters", "&ampere; &notit;", "&ampere; &notit;"],
  ["numbers", "&#65;&#x42;&#X43;&#68", "ABCD"],
  ["a number that is longer than any", "&#000000000065;", "\uFFFD0065;"],
  ["no number", "&#; &#x; &#xg; &# 1;", "&#; &#x; &#xg; &# 1;"],
  ["the end", "a&", "a&"],
  ["what was decoded is not decoded again", "&amp;lt;", "&lt;"],
])("%s: %s", (_name, text, decoded) => expect(decodeReferences(text)).toBe(decoded));

describe("as the simple way has it", () => {
  const unit = fc.constantFrom(
    ..."& ; # x X 0 6 5 41 a é g amp lt copy colon euro frac14 &amp; &lt &#x41; &#65 &copy; &none; FFFFFF99".split(" "),
  );
  test("any short text", () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
        expect(decodeReferences(units.join(""))).toBe(simply(units.join("")));
      }),
      { numRuns: 5000 },
    );
  });

  test("long ones", () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 9 }), (units) => {
        const text = units.join("").repeat(20_000);
        expect(decodeReferences(text) === simply(text)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
