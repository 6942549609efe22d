import type { Finding } from "../model.ts";
import type { Waiver } from "../waivers/types.ts";
import type { Look } from "./look.ts";
import type { AuditAnswer, RuleText } from "./report.ts";

/** Hand-made findings for the tests of every form. */

export const RULES: readonly RuleText[] = [
  {
    id: "sudo-arguments",
    class: "c",
    title: "A sudo command without an argument list takes any arguments",
    severity: "high",
    why: "Whoever may run the command chooses its arguments, too.",
    fix: 'Write `""` behind it:\n\n```\nbackup ALL = /usr/bin/dump ""\n```\n\nor every argument by itself.',
    references: [{ title: "sudoers(5)" }, { title: "An audit", url: "https://example.org/audit" }],
  },
  {
    id: "unit-sandbox",
    class: "f",
    title: "A unit without sandboxing",
    severity: "low",
    why: "It may do what root may.",
    fix: "Give it `ProtectSystem=strict`.",
    references: [],
  },
];

export const HIGH: Finding = {
  rule: "sudo-arguments",
  class: "c",
  path: "etc/sudoers.d/backup",
  line: 2,
  severity: "high",
  message: "backup may run /usr/bin/dump as root with any arguments.",
  fingerprint: "0123456789abcdef",
  entryPath: {
    privilege: "root",
    runsAs: "root",
    callerControls: ["arguments", "environment"],
    steps: [
      { what: "sudoers", says: "backup may run /usr/bin/dump as root", path: "etc/sudoers.d/backup", line: 2 },
      { what: "script", says: "/usr/bin/dump hands its arguments on", path: "usr/bin/dump", line: 0 },
    ],
  },
};

export const LOW: Finding = {
  rule: "unit-sandbox",
  class: "f",
  path: "lib/systemd/system/a b%.service",
  line: 0,
  severity: "low",
  message: "Nothing limits this service.",
  fingerprint: "00000000000000aa",
};

export const NOTE: Finding = { ...HIGH, path: "tests/sudoers", severity: "note", fingerprint: "00000000000000bb" };

export const WAIVER: Waiver = {
  rule: LOW.rule,
  path: LOW.path,
  fingerprint: LOW.fingerprint,
  reason: "It has to write to every disk, and is started by hand alone.",
  owner: "ada",
  created: new Date("2026-11-01T00:00:00Z"),
  expires: new Date("2027-02-01T00:00:00Z"),
  ticket: "#12",
  place: { line: 4, column: 1 },
};

export const REPORT: AuditAnswer = {
  scope: "tree",
  files: 12,
  findings: [HIGH, NOTE, { ...NOTE, line: 9 }],
  suppressed: [{ finding: LOW, waiver: WAIVER }],
};

/** No colours; marks show which meaning a text has. */
export const PLAIN: Look = {
  good: (text) => text,
  bad: (text) => text,
  waiting: (text) => text,
  strong: (text) => text,
  quiet: (text) => text,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it takes out.
  safe: (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd"),
};
