import fc from "fast-check";
import { expect, test } from "vitest";
import { actsWhenShown, visibleText } from "./visible-text.ts";

test.each([
  ["lines and tabs stay", "a\tb\r\nc\nd", "a\tb\nc\nd"],
  ["NUL and bare CR", "one\0\rtwo", "one␀␍two"],
  ["escape", "\u001b[2Jx", "␛[2Jx"],
  ["delete", "a\u007fb", "a␡b"],
  ["C1", "a\u009bb", "a[U+009B]b"],
  ["direction", "a\u202egpj.exe\u202c", "a[U+202E]gpj.exe[U+202C]"],
  ["direction mark", "\u200fa", "[U+200F]a"],
  ["zero width", "pass\u200bword\ufeff", "pass[U+200B]word[U+FEFF]"],
  ["line separator", "a\u2028b", "a[U+2028]b"],
  ["tag characters", "a\u{e0041}b", "a[U+E0041]b"],
  ["half a character", "a\ud800b", "a\ufffdb"],
  ["joiners of scripts and emoji", "می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"],
  ["everything else", "Grüße – 漏洞 🚨", "Grüße – 漏洞 🚨"],
])("%s", (_name, text, shown) => expect(visibleText(text)).toBe(shown));

test("nothing that acts is left, and what is visible stays as it is", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (units) => {
      const text = String.fromCharCode(...units);
      const shown = visibleText(text);
      expect(actsWhenShown(shown)).toBe(false);
      expect(visibleText(shown)).toBe(shown);
    }),
  );
});
