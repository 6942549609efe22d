import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatStanza, formatStanzas } from "./format-stanza.ts";
import { parseStanzas } from "./parse-stanzas.ts";

describe("reading", () => {
  test("keeps order and spelling, finds fields in any case, knows every place", () => {
    const { value, problems } = parseStanzas(
      "Package: bash\nVERSION:  5.2 \n# a remark\nDescription: shell\n long text\n .\n  indented\n\nPackage: dash\n",
      "control",
    );
    expect(problems).toEqual([]);
    expect(value.map((stanza) => stanza.fields.map((field) => field.name))).toEqual([
      ["Package", "VERSION", "Description"],
      ["Package"],
    ]);
    const [bash, dash] = value;
    expect(bash?.get("version")).toBe("5.2");
    expect(bash?.get("Description")).toBe("shell\nlong text\n.\n indented");
    expect(bash?.field("version")?.lines[0]?.place).toEqual({ file: "control", line: 2, column: 11 });
    expect(bash?.field("description")?.lines[2]?.place).toEqual({ file: "control", line: 6, column: 2 });
    expect(dash?.place).toEqual({ file: "control", line: 9, column: 1 });
  });

  test.each([
    ["nothing", "", 0],
    ["empty lines only", "\n\n\n", 0],
    ["comments only", "# one\n# two\n", 0],
    ["no line end at the end", "A: 1", 1],
    ["carriage returns", "A: 1\r\n\r\nB: 2\r\n", 2],
    ["several empty lines between", "A: 1\n\n\n\nB: 2\n", 2],
    ["an empty value", "A:\n x\n", 1],
  ])("takes %s", (_name, text, count) => {
    const { value, problems } = parseStanzas(text);
    expect(value).toHaveLength(count);
    expect(problems).toEqual([]);
  });

  test.each([
    ["deb822-no-colon", "A: 1\nword\n\nB: 2\n", 2, 1],
    ["deb822-no-colon", "A b: 1\n\nB: 2\n", 1, 1],
    ["deb822-no-field", " lonely\n\nB: 2\n", 1, 1],
    ["deb822-duplicate-field", "A: 1\nC: 3\na: 2\n\nB: 2\n", 3, 1],
    ["deb822-field-name", "-----BEGIN: 1\n\nB: 2\n", 1, 1],
  ])("%s sets its stanza aside and no other", (code, text, line, column) => {
    const { value, problems } = parseStanzas(text);
    expect(problems).toMatchObject([{ code, severity: "error", place: { line, column } }]);
    expect(value.map((stanza) => stanza.get("B"))).toEqual(["2"]);
  });

  test("warns of a separator with spaces in it and goes on", () => {
    const { value, problems } = parseStanzas("A: 1\n \nB: 2\n");
    expect(value).toHaveLength(2);
    expect(problems).toMatchObject([{ code: "deb822-blank", severity: "warning", place: { line: 2 } }]);
  });

  test("warns at the first line that is not UTF-8", () => {
    const { value, problems } = parseStanzas(Buffer.from("A: 1\nB: \xe4\n", "latin1"));
    expect(problems).toMatchObject([{ code: "deb822-encoding", severity: "warning", place: { line: 2 } }]);
    expect(value[0]?.get("A")).toBe("1");
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        parseStanzas(bytes);
      }),
    );
  });
});

const name = fc.stringMatching(/^[A-Z][A-Za-z0-9-]{0,9}$/);
const firstLine = fc.stringMatching(/^[!-~]([ -~é]*[!-~])?$/);
const laterLine = fc.stringMatching(/^[ ]?[!-~]([ -~é]*[!-~])?$/);
const value = fc
  .tuple(fc.option(firstLine, { nil: "" }), fc.array(laterLine, { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join("\n"));
const fields = fc.uniqueArray(fc.tuple(name, value), { minLength: 1, selector: ([key]) => key.toLowerCase() });

describe("writing", () => {
  test("what is written reads back as it was", () => {
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 4 }), (stanzas) => {
        const { value, problems } = parseStanzas(formatStanzas(stanzas));
        expect(problems).toEqual([]);
        expect(value.map((stanza) => stanza.fields.map((field) => [field.name, field.value]))).toEqual(stanzas);
      }),
    );
  });

  test("leaves undefined fields out and writes an empty line of a text as a dot", () => {
    expect(
      formatStanza([
        ["A", "1"],
        ["B", undefined],
        ["Changes", "\nfirst\n\nlast"],
      ]),
    ).toBe("A: 1\nChanges:\n first\n .\n last\n");
  });

  test.each([
    ["a name with a colon", [["A:B", "1"]]],
    ["a name with a space", [["A B", "1"]]],
    ["a name that begins a comment", [["#A", "1"]]],
    ["an empty name", [["", "1"]]],
    ["a carriage return", [["A", "1\r2"]]],
    ["no field at all", [["A", undefined]]],
  ] as const)("refuses %s", (_name, stanza) => {
    expect(() => formatStanza(stanza)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });
});
