import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSudoers } from "../parse/sudoers/read-sudoers.ts";
import { compareRules } from "./compare.ts";
import { importRules } from "./import-rules.ts";
import { readDescription } from "./read-description.ts";
import { renderSudoers } from "./render.ts";
import type { Description } from "./types.ts";

const description = readDescription(readFileSync(join(import.meta.dirname, "../../../examples/audit/sudoers.toml")))
  .value as Description;
const BASE = { path: "/etc/sudoers", text: "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n" };
const against = (text: string) => compareRules(description, [BASE, { path: "/etc/sudoers.d/x", text }]);
const own = renderSudoers(description);

test("what was written is what was described; root's and the administrators' lines are named", () => {
  const { left, ...rest } = against(own);
  expect(rest).toEqual({ missing: [], extra: [], problems: [], isSame: true });
  expect(left).toHaveLength(2);
});

test("spelling, order and aliases do not count", () => {
  const other = own
    .replace(
      "user ALL = (root) NOPASSWD: NOSETENV: GRANT_COLLECT_LOGS",
      'U,\\\n U ALL=(root) NOPASSWD:/usr/local/sbin/collect-logs ""\nUser_Alias U = user',
    )
    .replace("start backup.service", "start  backup\\.service".replace("\\.", "."));
  expect(against(other)).toMatchObject({ missing: [], extra: [], isSame: true });
});

test.each([
  ["any arguments", (text: string) => text.replace(' ""', "")],
  ["another argument", (text: string) => text.replace("--from-inbox", "--from-outbox")],
  ["another account", (text: string) => text.replace("(viewer)", "(root)")],
  ["no password", (text: string) => text.replace("PASSWD: NOSETENV: GRANT_START", "NOPASSWD: GRANT_START")],
  ["the environment", (text: string) => text.replaceAll("NOSETENV", "SETENV")],
  ["a grant lost", (text: string) => text.replace(/^user ALL = \(viewer\).*$/m, "")],
  ["a grant more", (text: string) => `${text}user ALL = /bin/sh\n`],
  ["a setting more", (text: string) => `${text}Defaults !authenticate\n`],
  ["a variable more", (text: string) => `${text}Defaults env_keep += "LD_PRELOAD"\n`],
  ["a setting lost", (text: string) => text.replace(/^Defaults.*$/m, "")],
  ["a line that sudo cannot read", (text: string) => `${text}user ALL = oh\n`],
])("it differs by %s", (_, change) => {
  expect(change(own)).not.toBe(own);
  expect(against(change(own)).isSame).toBe(false);
});

test("rules come back as a description that only lacks its reasons", () => {
  const { toml, left } = importRules([readSudoers(own).value]);
  expect(left).toEqual([]);
  const { value, problems } = readDescription(Buffer.from(toml));
  expect(value).toBeUndefined();
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["sudo-empty-reason"]));
  const parts = toml.split(/(?<=(?:purpose|reason) = ")(?=")/);
  const filled = parts
    .map((part, at) => (at + 1 < parts.length ? `${part}A person wrote this as reason ${at}.` : part))
    .join("");
  const written = readDescription(Buffer.from(filled));
  expect(written.problems).toEqual([]);
  expect(compareRules(written.value as Description, [{ path: "x", text: own }])).toMatchObject({ isSame: true });
});

test("aliases of accounts are followed, and a setting for a program that a list has twice is one", () => {
  const text = `Runas_Alias DB = postgres, mysql
Cmnd_Alias SERVICE = /bin/systemctl start a, /bin/systemctl stop a
Defaults!SERVICE env_keep += "DISPLAY COLUMNS"
alice ALL = (DB) /bin/dump ""
bob ALL = (root) SERVICE
`;
  const { toml, left } = importRules([readSudoers(text).value]);
  expect(left).toEqual([]);
  expect([...toml.matchAll(/^run-as = "(.*)"$/gm)].map(([, name]) => name)).toEqual([
    ...["postgres", "mysql"],
    ...["root", "root"],
  ]);
  expect([...toml.matchAll(/^variable = "(.*)"$/gm)].map(([, name]) => name)).toEqual([
    ...["DISPLAY", "COLUMNS"],
    ...["DISPLAY", "COLUMNS"],
  ]);
  const { problems } = readDescription(Buffer.from(toml));
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["sudo-empty-reason"]));
});

test.each([
  ["ALL", "alice ALL = ALL"],
  ["a wildcard", "alice ALL = /bin/x a*"],
  ["an expression", "alice ALL = /bin/x ^a$"],
  ["what is taken away", "alice ALL = /bin/x, !/bin/y"],
  ["a directory", "alice ALL = /bin/"],
  ["a host", "alice db = /bin/x"],
  ["a group to run as", "alice ALL = (b:c) /bin/x"],
  ["the caller as account", "alice ALL = () /bin/x"],
  ["any account", "alice ALL = (ALL) /bin/x"],
  ["everybody", "ALL ALL = /bin/x"],
  ["SETENV", "alice ALL = SETENV: /bin/x"],
  ["options", "alice ALL = CWD=/tmp /bin/x"],
  ["sudoedit", "alice ALL = sudoedit /etc/x"],
  ["a setting for all", "Defaults !authenticate"],
  ["a variable that loads code", "alice ALL = /bin/x\nDefaults!/bin/x env_keep += LD_PRELOAD"],
  ["a setting without its command", "Defaults!/bin/x env_keep += A"],
  ["an include", "@include /etc/more"],
  ["a user that is no name", '"x y" ALL = /bin/x'],
])("not taken over, and said so: %s", (_, text) => {
  const { toml, left } = importRules([readSudoers(`${text}\n`).value]);
  expect(left).toHaveLength(1);
  expect(toml).toContain("# NOT TAKEN OVER: ");
});

const doubled = (kind: string, first: string): string =>
  [
    `${kind}_Alias A0 = ${first}`,
    ...Array.from({ length: 40 }, (_, at) => `${kind}_Alias A${at + 1} = A${at}, A${at}, !A${at}`),
  ].join("\n");

test.each([
  ["commands", `${doubled("Cmnd", "/bin/x")}\nu ALL = A40\nDefaults!A40 noexec\n`],
  ["users", `${doubled("User", "u")}\nA40 ALL = /bin/x\n`],
  ["accounts", `${doubled("Runas", "u")}\nu ALL = (A40) /bin/x\n`],
  ["hosts", `${doubled("Host", "h")}\nu A40 = /bin/x\n`],
])("aliases of aliases that multiply at every step: %s", (_, text) => {
  expect(importRules([readSudoers(text).value]).left.length).toBeGreaterThan(0);
  expect(against(own + text).isSame).toBe(false);
});

test("more rights than anybody compares are refused, so that none hides behind them", () => {
  const list = (name: string) => Array.from({ length: 400 }, (_, at) => `${name}${at}`).join(", ");
  const many = `Cmnd_Alias C = ${list("/bin/x")}\nroot ALL = (${list("u")}) C\n${list("r")} ALL = C\nu ALL = ALL\n`;
  expect(() => against(own + many)).toThrow(/more than/);
});
