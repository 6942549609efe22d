import { expect, test } from "vitest";
import { fingerprintOf } from "../fingerprint.ts";
import type { Finding, Severity } from "../model.ts";
import { addedFindings } from "./added.ts";

const LINE = "eve ALL = NOPASSWD: ALL";

const at = (path: string, severity: Severity): Finding => ({
  ...{ rule: "sudo-all", class: "c", path, line: 1, severity, message: "" },
  fingerprint: fingerprintOf("sudo-all", path, LINE, 0),
});

test.each<[string, Finding, Finding, readonly string[], boolean]>([
  ["the same one", at("etc/a", "high"), at("etc/a", "high"), [], false],
  ["one of a renamed file", at("etc/b", "high"), at("etc/a", "high"), ["etc/a"], false],
  ["one of a copied file", at("etc/b", "high"), at("etc/a", "high"), [], true],
  ["a note that now ships", at("etc/a", "high"), at("etc/a", "note"), [], true],
  ["a note of a file that was moved to where it ships", at("etc/a", "high"), at("t/a", "note"), ["t/a"], true],
  ["one that ships no more", at("t/a", "note"), at("etc/a", "high"), ["etc/a"], false],
])("%s", (_what, now, earlier, gone, isAdded) => {
  expect(addedFindings([now], [earlier], { gone, lineOf: () => LINE })).toEqual(isAdded ? [now] : []);
});
