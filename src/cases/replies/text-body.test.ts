import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makePart } from "../../mail/index.ts";
import { textBody } from "./text-body.ts";

const decoded = (text: string): { raw: string; text: string; type: string } => {
  const { mediaType, encoding, body } = textBody(text);
  const mail = `Content-Type: ${mediaType}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
  return { raw: body, text: makePart(Buffer.from(mail, "latin1")).root.text(), type: mediaType };
};
/** As a reader that knows the form shows it (RFC 3676, 4). */
const joined = (text: string): string =>
  text
    .replace(/\r\n/g, "\n")
    .split("\n")
    .map((line) => line.replace(/^ /, ""))
    .reduce(
      (sofar, line, index) => (index === 0 ? line : /(?<!^--|\n--) $/.test(sofar) ? sofar + line : `${sofar}\n${line}`),
      "",
    );

const LONG =
  "one paragraph that somebody wrote without a line end, as people do in the fields of a page, and it goes on";

describe("a text", () => {
  test.each<[string, string, string]>([
    ["short lines of ASCII pass as they are", "Hello,\n\n\tone\n-- more", "Hello,\r\n\r\n\tone\r\n-- more\r\n"],
    ["blanks at line ends and empty lines at the end are left out", "a  \nb\t\n\n\n", "a\r\nb\r\n"],
    ["controls are left out, line ends are ours", "a\0b\u001b[31m\rc\r\nd\u0085", "ab[31m\r\nc\r\nd\r\n"],
  ])("%s", (_name, text, body) => expect(textBody(text)).toMatchObject({ encoding: "7bit", body }));

  test("what a mail system might change is encoded", () => {
    const { raw, text } = decoded("From here\n.\n-- \nPía = ☂");
    expect(raw).toBe("=46rom here\r\n=2E\r\n--=20\r\nP=C3=ADa =3D =E2=98=82\r\n");
    expect(text).toBe("From here\r\n.\r\n-- \r\nPía = ☂\r\n");
  });

  test("a long paragraph flows; quotes and what is indented do not", () => {
    const { text, type } = decoded(`${LONG}\n> ${LONG}\n    ${LONG}\n begins with a blank`);
    expect(type).toContain("format=flowed");
    const lines = text.split("\r\n");
    expect(lines[0]).toMatch(/^.{40,73} $/);
    expect(lines).toContain(`> ${LONG}`);
    expect(lines).toContain(`     ${LONG}`);
    expect(lines).toContain("  begins with a blank");
    expect(joined(text)).toBe(`${LONG}\n> ${LONG}\n    ${LONG}\n begins with a blank\n`);
  });

  test("every text comes back, in seven bits and in lines that may be", () => {
    const word = fc.oneof(
      fc.stringMatching(/^[!-~]{1,120}$/),
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constant("From"),
    );
    const line = fc.array(word, { maxLength: 30 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const wanted = lines
          .map((each) => each.replace(/\p{Cc}/gu, "").trimEnd())
          .join("\n")
          .trimEnd();
        const { raw, text, type } = decoded(lines.join("\n").replace(/\r/g, ""));
        expect(raw).toMatch(/^(?:[\t -~]{0,78}\r\n)*$/);
        const shown = type.includes("flowed") ? joined(text) : text.replace(/\r\n/g, "\n");
        expect(shown.trimEnd()).toBe(wanted);
      }),
    );
  });
});
