import { DAY_MS } from "../../kernel/index.ts";
import type { Finding } from "../model.ts";
import { dayOf } from "../output/json.ts";

/** How long an entry that the program prepares would last: long enough to mend it, short enough to come back to it. */
const DAYS = 90;

/**
 * An entry for a finding, ready but for what only a person knows: reason, owner and ticket are empty, and so it is refused
 * until somebody has written them.
 */
export function waiverEntry({ rule, path, line, message, fingerprint }: Finding, now: Date): string {
  const today = Date.parse(`${dayOf(now)}T00:00:00Z`);
  const comment = `${path}:${line}: ${message}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ");
  return `# ${comment}
[[waiver]]
rule = ${tomlText(rule)}
path = ${tomlText(path)}
fingerprint = ${tomlText(fingerprint)}
reason = ""
owner = ""
created = ${dayOf(new Date(today))}
expires = ${dayOf(new Date(today + DAYS * DAY_MS))}
ticket = ""
`;
}

/** A basic string of TOML 1.0. */
function tomlText(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&").replace(/\p{Cc}/gu, (control) => {
    return `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
