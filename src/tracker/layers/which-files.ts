import { COPY_DECISIONS_FILE } from "../hints/copy-decisions.ts";
import { LINEAGES_FILE } from "../hints/parse-lineages.ts";
import { CVE_POOL_FILE } from "../names/cve-pool.ts";
import { CVE_REQUESTS_FILE } from "../names/cve-requests.ts";
import { ISSUE_NAMES_FILE } from "../names/issue-names.ts";
import { isSupportList } from "../support/parse-support-list.ts";

const RECORD_LIST = /^([A-Z][A-Z0-9-]*)\/list$/;
const YEAR_LIST = /^CVE\/\d{4}\.list$/;
const PLANNED = /^next-[a-z-]*point-update\.txt$/;
const NEEDED = /^[a-z]+-needed\.txt$/;
const OTHERS = new Set([
  "config.json",
  "packages/removed-packages",
  "embedded-code-copies",
  LINEAGES_FILE,
  COPY_DECISIONS_FILE,
  ISSUE_NAMES_FILE,
  CVE_REQUESTS_FILE,
  CVE_POOL_FILE,
]);

/** What verdicts, checks and history follow from; signals do not count: they change every day and decide nothing. */
export function isLayerFile(path: string): boolean {
  return (
    OTHERS.has(path) || isSupportList(path) || [RECORD_LIST, YEAR_LIST, PLANNED, NEEDED].some((form) => form.test(path))
  );
}

export function isPlannedFile(path: string): boolean {
  return PLANNED.test(path);
}

export function isNeededFile(path: string): boolean {
  return NEEDED.test(path);
}

/** The house's prefix of an advisory list; the directory names it. */
export function advisoryPrefix(path: string): string | undefined {
  const prefix = RECORD_LIST.exec(path)?.[1];
  return prefix === "CVE" ? undefined : prefix;
}

export function isIssueList(path: string): boolean {
  return path === "CVE/list" || YEAR_LIST.test(path);
}
