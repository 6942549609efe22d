import { isIssueId } from "../../kernel/index.ts";

/** An issue's name as the lists have it, however its letters were typed: `cve-2024-10918` is `CVE-2024-10918`. Anything else stays. */
export function issueTyped(text: string): string {
  const upper = text.trim().toUpperCase();
  return isIssueId(upper) || /^S-\d{9}$/.test(upper) ? upper : text;
}
