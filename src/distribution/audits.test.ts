import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../kernel/index.ts";
import { readDistribution } from "./read-distribution.ts";

const directory = join(import.meta.dirname, "../../examples/debian");
const example = readFileSync(join(directory, "distribution.toml"), "utf8");

const GOOD: Readonly<Record<string, string | undefined>> = {
  name: `"control-port"`,
  title: `"The Tor control port filter"`,
  class: `"e"`,
  every: `"6 months"`,
  role: `"full"`,
};

function read(changes: Readonly<Record<string, string | undefined>> = {}, more = "") {
  const keys = Object.entries({ ...GOOD, ...changes }).filter(([, value]) => value !== undefined);
  const audit = `[[audit]]\n${keys.map(([key, value]) => `${key} = ${value}\n`).join("")}`;
  const { value, problems, auditPlaces } = readDistribution(Buffer.from(`${example}\n${audit}${more}`), {
    file: "d.toml",
    directory,
    files: { kind: (path) => (path.endsWith("/tracker") ? "directory" : "file") },
    repositories: [],
  });
  const errors = problems.filter(({ severity }) => severity === "error");
  const audits = value?.audits.filter(({ name }) => name === "control-port");
  return { audits, codes: errors.map(({ code }) => code), said: errors.map(formatProblem), auditPlaces };
}

test("an audit that comes round", () => {
  expect(read()).toMatchObject({
    codes: [],
    audits: [{ name: "control-port", class: "e", rule: undefined, every: { count: 6, unit: "months" }, role: "full" }],
  });
});

test("one that is due with a new base, and where it says so", () => {
  const found = read({ class: undefined, rule: `"perl-inc-relative"`, every: undefined, at: `"base-change"` });
  expect(found).toMatchObject({ codes: [], audits: [{ rule: "perl-inc-relative", every: undefined }] });
  expect(found.auditPlaces.get("control-port")?.line).toBeGreaterThan(100);
});

test.each(["1 day", "90 days", "2 weeks", "1 month", "1 year"])("a period: %s", (every) => {
  expect(read({ every: JSON.stringify(every) }).codes).toEqual([]);
});

describe("refused", () => {
  test.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ["neither rule nor class", { class: undefined }, "distribution-either-or"],
    ["both rule and class", { rule: `"unreadable"` }, "distribution-either-or"],
    ["neither every nor at", { every: undefined }, "distribution-either-or"],
    ["both every and at", { at: `"base-change"` }, "distribution-either-or"],
    ["nobody", { role: undefined }, "distribution-either-or"],
    ["a team that is none", { role: undefined, team: `"nobody"` }, "distribution-dangling-name"],
    ["an image that is none", { every: undefined, at: `"base-change"`, image: `"x"` }, "distribution-dangling-name"],
    ["an image without at", { image: `"live"` }, "distribution-stray-key"],
    ["a period that is none", { every: `"often"` }, "distribution-bad-value"],
    ["a period of nothing", { every: `"0 days"` }, "distribution-bad-value"],
    ["a class that is none", { class: `"g"` }, "distribution-bad-value"],
    ["a key of their own", { owner: `"ada"` }, "distribution-unknown-key"],
  ])("%s", (_what, changes, code) => {
    expect(read(changes).codes).toContain(code);
  });

  test("a role that nobody has", () => {
    expect(read({ role: `"auditor"` }).codes).toEqual(["distribution-audit-without-owner"]);
  });

  test("the same name twice", () => {
    const again = `[[audit]]\nname = "control-port"\ntitle = "Again"\nclass = "a"\nevery = "1 year"\nrole = "full"\n`;
    expect(read({}, again).codes).toEqual(["distribution-twice"]);
  });
});
