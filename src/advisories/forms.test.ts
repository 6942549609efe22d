import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { validatorOf } from "../../tests/system/export-faults.ts";
import { checkForms } from "./check-forms.ts";
import { type Form, formsOf } from "./forms.ts";
import { EXAMPLE_IDS, example, NOW } from "./testing.ts";

/** What the examples give, byte for byte: a change of a form is seen in review. SAMEDAY_UPDATE writes the files anew. */
const GOLDEN = join(import.meta.dirname, "fixtures");
const PLACE = { line: 1, column: 1 };

describe.each(EXAMPLE_IDS)("%s", (id) => {
  const forms = formsOf(example(id).advisory);

  test("every form is as it was", () => {
    const folder = join(GOLDEN, id);
    if (process.env.SAMEDAY_UPDATE) {
      rmSync(folder, { recursive: true, force: true });
      for (const { path, bytes } of forms) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
    }
    const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(there).toHaveLength(forms.length);
    for (const { path, bytes } of forms) {
      expect(Buffer.from(bytes).toString("utf8"), path).toBe(readFileSync(join(folder, path), "utf8"));
    }
  });

  test("every form passes what is demanded of it", () => {
    expect(checkForms(forms, PLACE, NOW)).toEqual([]);
  });

  test("CSAF holds to the schema that OASIS publishes; OSV to its own where that is at hand", () => {
    for (const form of ["csaf", "osv"] as const) {
      const validate = validatorOf(form);
      const text = Buffer.from(forms.find(({ kind }) => kind === form)?.bytes ?? []).toString("utf8");
      if (validate) expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
    }
    expect(validatorOf("csaf")).toBeDefined();
  });
});

describe("a form that somebody spoilt is told", () => {
  const forms = formsOf(example("TSA-2026-003").advisory);
  const spoil = (kind: Form["kind"], change: (text: string) => string): readonly string[] => {
    const spoilt = forms
      .filter((form) => form.kind === kind)
      .map((form) => ({ ...form, bytes: Buffer.from(change(Buffer.from(form.bytes).toString("utf8"))) }));
    return checkForms(spoilt, PLACE, NOW).map(({ code }) => code);
  };

  test.each([
    ["announcement", "low", "low ", "announcement-line"],
    ["announcement", "low", "x".repeat(1_000), "announcement-line"],
    ["part", "low", "ö", "announcement-part"],
    ["part", "low", "low ", "announcement-part"],
    ["csaf", '"lang": "en",', "", "csaf-form"],
    ["csaf", '"text": "May be', '"word": "x", "text": "May be', "csaf-form"],
    ["csaf", '"baseScore": 3.7', '"baseScore": 3.8', "csaf-6-1-9"],
    ["csaf", "NULL Pointer Dereference", "NULL", "csaf-6-1-11"],
    ["csaf", '"cve": "CVE-2026-44601"', '"cve": "CVE-2026-44602"', "csaf-6-1-23"],
    ["csaf", '"id": "TSA-2026-003"', '"id": "TSA-2026-004"', "csaf-5-1"],
    ["osv", '"x_TSA-2026-003"', '"TSA-2026-003"', "osv-rule"],
    ["osv", '"modified"', '"modify"', "osv-form"],
    ["osv", '"published": "2026', '"published": "2027', "osv-rule"],
    ["cve", '"CVE_RECORD"', '"CVE"', "cve-form"],
    ["cve", '"baseScore": 3.7', '"baseScore": 37', "cve-form"],
    ["cve", '"references": [', '"reference": [', "cve-form"],
    ["page", "<h1>", '<h1 onclick="x()">', "page-rule"],
    ["page", "<h1>", "<script>x()</script><h1>", "page-rule"],
    ["page", "</h1>", "</h2>", "page-rule"],
    ["page", 'href="https:', 'href="javascript:', "page-rule"],
    ["page", "<dd>low", "<dd>a < b", "page-rule"],
    ["security-txt", "Expires: ", "Expired: ", "security-txt-rule"],
    ["security-txt", "Expires: 2027", "Expires: 2029", "security-txt-rule"],
    ["security-txt", "Contact: mailto:", "Contact: ", "security-txt-rule"],
    ["security-txt", "Policy: https", "Policy: http", "security-txt-rule"],
  ] as const)("%s, %j becomes %j: %s", (kind, from, to, code) => {
    expect(spoil(kind, (text) => text.replace(from, to))).toContain(code);
  });
});
