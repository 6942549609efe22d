import { basename } from "node:path";
import type { Place, Problem } from "../kernel/index.ts";
import { CSAF_FORM } from "./csaf/csaf-form.ts";
import { csafFileName } from "./csaf/file-name.ts";
import { csafTestFaults } from "./csaf-tests/check-csaf.ts";
import { CVE_FORM } from "./cve/cve-form.ts";
import type { Form } from "./forms.ts";
import { OSV_FORM } from "./osv/osv-form.ts";
import { osvFaults } from "./osv/osv-rules.ts";
import { pageFaults } from "./page/page-rules.ts";
import { securityTxtFaults } from "./provider/security-txt.ts";

/**
 * Holds every form against what its readers demand. A record that was read without errors gives forms that pass; whatever is
 * found here all the same stands at `place`, with the form's path. `now` because a security.txt ends.
 */
export function checkForms(forms: readonly Form[], place: Place, now: Date): readonly Problem[] {
  return forms.flatMap((form) =>
    faultsOf(form, now).map(({ code, severity = "error", says }) => ({
      ...{ code, severity, place },
      message: `${form.path}: ${says}`,
    })),
  );
}

interface Fault {
  readonly code: string;
  readonly severity?: Problem["severity"];
  readonly says: string;
}

function faultsOf({ kind, path, bytes }: Form, now: Date): readonly Fault[] {
  const text = Buffer.from(bytes).toString("utf8");
  switch (kind) {
    case "csaf":
      return csafFaults(JSON.parse(text), basename(path));
    case "osv":
      return [
        ...schemaFaults("osv-form", OSV_FORM, JSON.parse(text)),
        ...osvFaults(JSON.parse(text), basename(path)).map((says) => ({ code: "osv-rule", says })),
      ];
    case "cve":
      return schemaFaults("cve-form", CVE_FORM, JSON.parse(text));
    case "page":
      return pageFaults(text).map((says) => ({ code: "page-rule", says }));
    case "security-txt":
      return securityTxtFaults(text, now).map((says) => ({ code: "security-txt-rule", says }));
    case "announcement":
      return announcementFaults(text);
    case "part":
      return partFaults(bytes);
  }
}

/** The recommended test 6.2.3 is said at the issue that has no score. */
function csafFaults(document: unknown, name: string): readonly Fault[] {
  const form = schemaFaults("csaf-form", CSAF_FORM, document);
  if (form.length > 0) return form;
  const { mandatory, optional } = csafTestFaults(document);
  const code = (test: string): string => `csaf-${test.replaceAll(".", "-")}`;
  const expected = csafFileName((document as { document: { tracking: { id: string } } }).document.tracking.id);
  return [
    ...(name === expected ? [] : [{ code: "csaf-5-1", says: `the file is to be named ${expected}` }]),
    ...mandatory.map(({ test, says }) => ({ code: code(test), says })),
    ...optional
      .filter(({ test }) => test !== "6.2.3")
      .map(({ test, says }) => ({ code: code(test), severity: "warning" as const, says })),
  ];
}

interface Schema {
  safeParse(value: unknown): {
    error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } | undefined;
  };
}

function schemaFaults(code: string, schema: Schema, value: unknown): readonly Fault[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map(({ path, message }) => ({ code, says: `/${path.map(String).join("/")}: ${message}` }));
}

/** What a clear signature does not cover, and what mail servers cut (RFC 5322, section 2.1.1). */
function announcementFaults(text: string): readonly Fault[] {
  return text
    .split("\n")
    .flatMap((line, at) => [
      ...(/[ \t]$/.test(line) ? [{ code: "announcement-line", says: `line ${at + 1} ends in a blank` }] : []),
      ...(Buffer.byteLength(line) > 990
        ? [{ code: "announcement-line", says: `line ${at + 1} is too long for mail` }]
        : []),
    ]);
}

/** What RFC 3156, section 3 demands of what is signed. */
function partFaults(bytes: Uint8Array): readonly Fault[] {
  const lines = Buffer.from(bytes).toString("latin1").split("\r\n");
  return lines.flatMap((line, at) =>
    /^[\t\x20-\x7e]*$/.test(line) && line.length <= 76 && !/[ \t]$|^From /.test(line)
      ? []
      : [{ code: "announcement-part", says: `line ${at + 1} would not survive on its way` }],
  );
}
