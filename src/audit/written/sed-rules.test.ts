import fc from "fast-check";
import { expect, test } from "vitest";
import { readSudoers } from "../parse/sudoers/read-sudoers.ts";
import { ruleOfSed } from "./sed-rules.ts";

test.each([
  [String.raw`s/^# *\(%wheel ALL=(ALL) NOPASSWD: ALL\)/\1/`, "%wheel ALL=(ALL) NOPASSWD: ALL"],
  [String.raw`s/^#\s*\(%wheel\s\+ALL=(ALL)\s\+NOPASSWD:\s\+ALL\)$/\1/`, "%wheel ALL=(ALL) NOPASSWD: ALL"],
  ["s/^# %wheel ALL=(ALL) NOPASSWD: ALL/%wheel ALL=(ALL) NOPASSWD: ALL/g", "%wheel ALL=(ALL) NOPASSWD: ALL"],
  ["/%wheel ALL=(ALL:ALL) NOPASSWD: ALL/s/^# *//", "%wheel ALL=(ALL:ALL) NOPASSWD: ALL"],
  ["/NOPASSWD/s/^#//", "%wheel ALL=(ALL:ALL) NOPASSWD: ALL"],
  ["s/^#.*NOPASSWD.*/%wheel ALL=(ALL) NOPASSWD: ALL/", "%wheel ALL=(ALL) NOPASSWD: ALL"],
  ["/^%sudo/s/ALL$/NOPASSWD: ALL/", "%sudo ALL=(ALL:ALL) NOPASSWD: ALL"],
  ["s/(ALL:ALL) ALL/(ALL:ALL) NOPASSWD: ALL/", "$USER ALL=(ALL:ALL) NOPASSWD: ALL"],
  ["s/^%sudo.*/%sudo ALL=(ALL) NOPASSWD: ALL/", "%sudo ALL=(ALL) NOPASSWD: ALL"],
  [String.raw`s/%sudo\s\+ALL=(ALL\(:ALL\)\?)\s\+ALL/%sudo ALL=NOPASSWD:ALL/g`, "%sudo ALL=NOPASSWD:ALL"],
  [String.raw`s/^\(%sudo.*\)ALL$/\1NOPASSWD: ALL/`, "%sudo ALL=(ALL:ALL) NOPASSWD: ALL"],
  [String.raw`s/NOPASSWD: ALL/NOPASSWD: \/usr\/bin\/apt/`, "$USER ALL=(ALL:ALL) NOPASSWD: /usr/bin/apt"],
])("%s", (script, rule) => {
  expect(ruleOfSed(script)).toBe(rule);
  expect(readSudoers(`${rule}\n`).problems).toEqual([]);
});

test.each([
  ["s/NOPASSWD: //"],
  ["s/^%sudo/# &/"],
  ["/NOPASSWD/d"],
  ["s/^\\(%wheel.*NOPASSWD.*\\)/# \\1/"],
  ["s/a/b/"],
  ["s/^#.*NOPASSWD.*//"],
])("%s gives nobody anything", (script) => {
  expect(ruleOfSed(script)).toBe(undefined);
});

test("a rule that repeats what was there beyond any length is none", () => {
  expect(ruleOfSed(`s/${"a".repeat(2000)}/NOPASSWD: ${"&".repeat(2000)}/`)).toBe(undefined);
  expect(ruleOfSed("s/ALL/NOPASSWD: &/")).toBe("$USER ALL=(ALL:ALL) NOPASSWD: ALL");
});

test("any command of sed is read", () => {
  const part = fc.constantFrom(
    "s",
    "/",
    "NOPASSWD",
    "\\(",
    "\\)",
    "(",
    ")",
    "\\1",
    "&",
    "#",
    "^",
    "ALL",
    "=",
    " ",
    "\\s\\+",
    "%sudo",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      expect(typeof (ruleOfSed(parts.join("")) ?? "")).toBe("string");
    }),
    { numRuns: 300 },
  );
});
