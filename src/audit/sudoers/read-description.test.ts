import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readDescription } from "./read-description.ts";

const GRANT: Readonly<Record<string, string>> = {
  id: '"collect-logs"',
  purpose: '"The report form attaches the logs of the system."',
  from: '"alice"',
  "run-as": '"viewer"',
  command: '"/usr/bin/collect"',
  arguments: "{ none = true }",
};
const written = (changes: Readonly<Record<string, string | undefined>>, more = "") =>
  `[[grant]]\n${Object.entries({ ...GRANT, ...changes })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} = ${value}`)
    .join("\n")}\n${more}`;
const codesOf = (text: string) => readDescription(Buffer.from(text)).problems.map(({ code }) => code);
const REASON = '"Only root may read the journal of the whole system."';

test("a grant with nothing that widens needs no reason but its purpose", () => {
  const { value, problems } = readDescription(Buffer.from(written({})));
  expect(problems).toEqual([]);
  expect(value?.grants[0]).toMatchObject({
    id: "collect-logs",
    withoutPassword: undefined,
    noexec: false,
    environment: [],
  });
});

test("the example can be used", () => {
  const file = join(import.meta.dirname, "../../../examples/audit/sudoers.toml");
  expect(readDescription(readFileSync(file)).problems).toEqual([]);
});

test.each<[string, Readonly<Record<string, string | undefined>>, string]>([
  ["no purpose", { purpose: undefined }, "sudo-missing-key"],
  ["an empty purpose", { purpose: '""' }, "sudo-empty-reason"],
  ["XXX", { purpose: '"XXX"' }, "sudo-placeholder-reason"],
  ["FIXME in a sentence", { purpose: '"The report form needs this, FIXME say why"' }, "sudo-placeholder-reason"],
  ["no account", { "run-as": undefined }, "sudo-missing-key"],
  ["root without its reason", { "run-as": '"root"' }, "sudo-missing-reason"],
  ["root with a copied reason", { "run-as": '"root"', "run-as-reason": GRANT.purpose }, "sudo-copied-reason"],
  ["a reason for root where there is none", { "run-as-reason": REASON }, "sudo-needless-reason"],
  ["a misspelt key", { run_as_user: '"viewer"' }, "sudo-unknown-key"],
  ["a raw block", { raw: '"alice ALL = ALL"' }, "sudo-unknown-key"],
  ["ALL as caller", { from: '"ALL"' }, "sudo-bad-value"],
  ["an alias as caller", { from: '"ADMINS"' }, "sudo-bad-value"],
  ["two callers", { from: '"alice, bob"' }, "sudo-bad-value"],
  ["a word of the grammar as caller", { from: '"Defaults"' }, "sudo-bad-value"],
  ["ALL as account", { "run-as": '"ALL"' }, "sudo-bad-value"],
  ["a relative command", { command: '"collect"' }, "sudo-bad-value"],
  ["a command with arguments", { command: '"/usr/bin/collect --all"' }, "sudo-bad-value"],
  ["a wildcard", { command: '"/usr/bin/*"' }, "sudo-bad-value"],
  ["a directory", { command: '"/usr/bin/"' }, "sudo-bad-value"],
  ["a way up", { command: '"/usr/bin/../x"' }, "sudo-bad-value"],
  ["sudoedit", { command: '"/usr/bin/sudoedit"' }, "sudo-bad-value"],
  ["no word on arguments", { arguments: undefined }, "sudo-missing-key"],
  ["an empty word on arguments", { arguments: "{}" }, "sudo-arguments"],
  ["two words on arguments", { arguments: '{ none = true, fixed = ["a"] }' }, "sudo-arguments"],
  ["no arguments that are denied", { arguments: "{ none = false }" }, "sudo-arguments"],
  ["any arguments without a reason", { arguments: '{ any-reason = "" }' }, "sudo-empty-reason"],
  ["an empty argument", { arguments: '{ fixed = ["a", ""] }' }, "sudo-bad-value"],
  ["a blank at an end", { arguments: '{ fixed = ["a "] }', "blank-reason": REASON }, "sudo-bad-value"],
  ["a line break", { arguments: '{ fixed = ["a\\nALL ALL = ALL"] }' }, "sudo-bad-value"],
  ["an argument that reads backwards", { arguments: '{ fixed = ["a\\u202eb"] }' }, "sudo-bad-value"],
  ["a character that nobody sees", { arguments: '{ fixed = ["a\\u200bb"] }' }, "sudo-bad-value"],
  ["a blank that is none", { arguments: '{ fixed = ["a\\u00a0b"] }' }, "sudo-bad-value"],
  ["what sudo takes for no arguments", { arguments: `{ fixed = ['""'] }` }, "sudo-arguments"],
  ["a blank without a reason", { arguments: '{ fixed = ["a b"] }' }, "sudo-missing-reason"],
  ["no password without a reason", { authentication: '"off"' }, "sudo-missing-reason"],
  [
    "a line break in a reason",
    { purpose: '"The form needs it for reports.\\nALL ALL = ALL\\u0007"' },
    "sudo-bad-value",
  ],
  ["a short digest", { digests: '["sha256:ab"]' }, "sudo-bad-value"],
])("refused: %s", (_, changes, code) => {
  expect(codesOf(written(changes))).toContain(code);
  expect(readDescription(Buffer.from(written(changes))).value).toBeUndefined();
});

test("a misspelt key is answered with the nearest one", () => {
  const { problems } = readDescription(Buffer.from(written({ "run-as": undefined, run_as: '"viewer"' })));
  expect(problems.map(({ message }) => message).join()).toContain('Did you mean "run-as"?');
});

const variable = (name: string) =>
  `[[grant.environment]]\nvariable = "${name}"\nreason = "The window comes to the front by it."\n`;

test.each(
  "LD_PRELOAD LD_LIBRARY_PATH PYTHONPATH PERL5LIB PERL5OPT GTK_MODULES GTK_PATH GIO_EXTRA_MODULES XDG_DATA_DIRS XDG_DATA_HOME PATH HOME BASH_ENV ENV IFS SHELLOPTS PS4 QT_PLUGIN_PATH GTK_THEME GIO_USE_VFS XDG_DATA_DIR PAGER LESSOPEN EDITOR OPENSSL_CONF CLASSPATH MAKEFLAGS VIMINIT".split(
    " ",
  ),
)("%s is never kept", (name) => {
  expect(codesOf(written({}, variable(name)))).toContain("sudo-refused-variable");
});

test.each([
  ["a pattern", variable("LC_*"), "sudo-bad-value"],
  ["a value", variable("A=b"), "sudo-bad-value"],
  ["twice", variable("A") + variable("A").replace("window", "panel"), "sudo-twice"],
  [
    "an unknown setting",
    '[[grant.setting]]\nname = "!authenticate"\nreason = "It is needed for the first start."\n',
    "sudo-bad-value",
  ],
])("environment and settings: %s", (_, more, code) => {
  expect(codesOf(written({}, more))).toContain(code);
});

test("two grants of one command get the same variables, since sudo gives them to both", () => {
  const other = written({ id: '"other"', purpose: '"The panel shows the last lines."', from: '"bob"' });
  expect(codesOf(written({}, variable("A")) + other)).toEqual(["sudo-shared-command"]);
  expect(codesOf(written({}) + written({ purpose: '"The panel shows the last lines."' }))).toEqual(["sudo-twice"]);
});

test("whatever stands in the file, nothing is thrown and nothing half is taken", () => {
  const values = fc.oneof(
    fc.constantFrom('""', "1", "[]", "{}", "true", '"x"', "[[1]]"),
    fc.string().map((text) => JSON.stringify(text)),
  );
  const keys = fc.constantFrom(...Object.keys(GRANT), "authentication", "environment", "x");
  fc.assert(
    fc.property(fc.dictionary(keys, values), (changes) => {
      const { value, problems } = readDescription(Buffer.from(written(changes)));
      expect(value === undefined).toBe(problems.some(({ severity }) => severity === "error"));
    }),
    { numRuns: 300 },
  );
});
