import fc from "fast-check";
import { expect, test } from "vitest";
import { validatorOf } from "../../tests/system/export-faults.ts";
import { checkForms } from "./check-forms.ts";
import { formsOf } from "./forms.ts";
import { CREDIT_ROLES, REFERENCE_KINDS } from "./model.ts";
import { NOW, publisherText, readText } from "./testing.ts";

/** Records at random, in everything that a record may say: what is read without an error gives forms that pass. */

/** Words that no key, form or other text has, so that finding one is finding something private. */
const KEPT = ["Zyxwoman", "Qvorpcorp", "zyx@qvorp.example", "Vlimevent"];

const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");
/** Everything that a terminal, JSON, HTML, mail or a signature could take amiss. */
const odd = fc.constantFrom(
  ...[
    "<script>alert(1)</script>",
    "a & b",
    '"quoted"',
    "From here",
    "- dash",
    "=3D",
    "ünïcödé",
    "漢字",
    "🦉",
    "x".repeat(90),
  ],
  ...["--", ".", "'", "`$(x)`", "{{x}}", "]]>", "%0a", "tab\there", "wide\u00a0blank", "e\u0301"],
);
const plain = fc.constantFrom("Tor", "reads", "a cell", "of whom", "nobody", "knows.");
const words = fc.array(fc.oneof(odd, plain), { minLength: 1, maxLength: 12 }).map((all) => all.join(" "));
const line = words
  .map((text) => text.replace(/\s+/g, " ").trim().slice(0, 150).trim())
  .filter((text) => /^\S.*$/u.test(text) && !/\p{Cs}/u.test(text));
const text = fc.array(words, { minLength: 1, maxLength: 3 }).map((all) => all.join("\n\n"));
const version = fc.constantFrom("1.0-1", "1:2~rc1+dfsg-1+deb12u1", "0.1", "2-1~bpo12+1");
const vector = fc.constantFrom(
  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
  "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:C/C:N/I:N/A:N",
  "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N",
);
const key = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  value.map((one) => `${name} = ${quoted(one)}\n`);
const maybe = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(part, fc.constant(""));
const table = (name: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => `\n[[${name}]]\n${all.join("")}`);

const issue = (id: string, also: string): fc.Arbitrary<string> =>
  table(
    "issue",
    fc.constant(`id = "${id}"\nalso = [${also}]\n`),
    maybe(key("title", line)),
    maybe(key("description", text)),
    fc
      .uniqueArray(vector, { maxLength: 2, selector: (one) => one.slice(0, 8) })
      .map((all) => `cvss = [${all.map(quoted).join(", ")}]\n`),
    maybe(key("cwe", fc.constantFrom("CWE-787", "CWE-79", "CWE-1333"))),
    maybe(fc.constant("cve-record = false\n")),
  );

const stand = fc.oneof(
  key("fixed", version),
  fc.constant(""),
  fc.constant('without-fix = "no-fix-planned"\n'),
  fc.constant('status = "under-investigation"\n'),
  key("reason", line).map((reason) => `status = "not-affected"\n${reason}`),
  fc.constant('introduced = "0.0.1"\nfixed = "3"\n'),
);
const product = (head: string): fc.Arbitrary<string> => table("product", fc.constant(head), stand);
const products = fc
  .tuple(
    product('name = "git"\nrelease = "bullseye"\n'),
    product('name = "git"\nrelease = "sid"\n'),
    product('name = "libx+y"\nrelease = "bookworm"\n'),
    product('name = "tor"\nscheme = "generic"\n'),
    product('name = "tor"\nscheme = "generic"\nrelease = "0.4.8"\n'),
  )
  .chain((all) => fc.subarray([...all], { minLength: 1 }))
  .map((all) => all.join(""));

const credits = fc
  .uniqueArray(fc.tuple(line, fc.constantFrom(...CREDIT_ROLES), maybe(key("organization", line))), {
    maxLength: 3,
    selector: ([name]) => name,
  })
  .map((all) =>
    all
      .map(([name, role, more]) => `\n[[credit]]\nname = ${quoted(name)}\nrole = "${role}"\nconsent = true\n${more}`)
      .join(""),
  );
const references = fc
  .subarray(["https://example.org/a?b=c&d=(e)", "https://example.org/%C3%BC#x", "https://example.org"])
  .chain((urls) =>
    fc.tuple(
      ...urls.map((url) =>
        table(
          "reference",
          fc.constant(`url = "${url}"\n`),
          key("kind", fc.constantFrom(...REFERENCE_KINDS)),
          key("title", line),
        ),
      ),
    ),
  )
  .map((all) => all.join(""));
const times = fc.constantFrom("2026-05-06T18:00:00+02:00", "2026-05-06T16:00:00.5Z", "2026-05-07 00:00:00-11:30");
const history = fc
  .tuple(times, line, line)
  .map(
    ([at, first, event]) =>
      `\n[[event]]\nat = ${at}\nsays = ${quoted(event)}\n\n[[revision]]\nat = ${at}\nsays = ${quoted(first)}\n`,
  );
const again = maybe(line.map((says) => `\n[[revision]]\nat = 2026-06-01T00:00:00Z\nsays = ${quoted(says)}\n`));

const KEPT_TABLES = `
[[credit]]
name = "${KEPT[0]} Name"
organization = "${KEPT[1]} Works"
role = "reporter"
consent = false
contact = "${KEPT[2]}"

[[event]]
at = 2030-01-01T00:00:00Z
says = "${KEPT[3]} was told."
private = true
`;

const record = fc
  .tuple(
    key("title", line),
    key("severity", fc.constantFrom("low", "medium", "high", "critical")),
    fc.tuple(key("description", text), key("impact", text), maybe(key("mitigation", text)), maybe(key("author", line))),
    maybe(fc.constant('regression-of = "DSA-1-1"\n')),
    fc.tuple(
      issue("CVE-2026-1000", '"TROVE-2026-001"'),
      maybe(issue("TROVE-2026-002", '"CVE-2026-1001"')),
      maybe(issue("TROVE-2026-003", "")),
    ),
    fc.tuple(products, credits, references, history, again),
  )
  .map(([title, severity, texts, regression, issues, rest]) =>
    [
      `id = "ACME-SA-2026-7"\npublisher = "p.toml"\n`,
      title,
      severity,
      ...texts,
      regression,
      ...issues,
      ...rest,
      KEPT_TABLES,
    ].join(""),
  );

const CVE = '\n[cve]\norg-id = "6c7a0f5e-1d2b-4c3d-8e4f-5a6b7c8d9e0f"\nshort-name = "acme"\n';
const publisher = fc.tuple(fc.constantFrom("debian", "general"), fc.boolean()).map(([form, osv]) => {
  const good = publisherText("DSA-5357-1").replace('form = "debian"', `form = "${form}"`) + CVE;
  return osv ? good : good.replace(/^osv-ecosystem.*\n/m, "");
});

test("any record that is read without an error gives forms that pass, and nothing private is in one", () => {
  let read = 0;
  const csaf = validatorOf("csaf");
  fc.assert(
    fc.property(record, publisher, (written, house) => {
      const { value, problems } = readText(written, house);
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      if (value === undefined) return;
      const forms = formsOf(value.advisory);
      expect(checkForms(forms, value.place, NOW)).toEqual([]);
      for (const { kind, path, bytes } of forms) {
        const text = Buffer.from(bytes).toString("utf8");
        for (const kept of KEPT) expect(text.toLowerCase(), path).not.toContain(kept.toLowerCase());
        if (kind === "csaf") expect([csaf?.(JSON.parse(text)), csaf?.errors]).toEqual([true, null]);
      }
      read += 1;
    }),
    { numRuns: 50 },
  );
  expect(read).toBeGreaterThan(40);
});
