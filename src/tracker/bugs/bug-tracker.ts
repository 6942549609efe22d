import type { BugTrackerConfig, ReportForm } from "../format/parse-bug-tracker.ts";
import { parseConfig, type TrackerConfig } from "../format/parse-config.ts";
import type { Urgency } from "../format/types.ts";
import type { LayerFiles } from "../layers/layer.ts";

/** A project's bug tracker, everything about it settled. */
export interface BugTracker {
  readonly server: string;
  readonly to: string;
  readonly cc: string | undefined;
  readonly form: ReportForm;
  readonly severity: Readonly<Partial<Record<Urgency, string>>>;
  readonly issuePage: string;
}

/**
 * Debian's: https://www.debian.org/Bugs/Reporting, and https://www.debian.org/Bugs/Developer#severities for the words.
 * What lets a stranger in is release-critical; most issues are important.
 */
const DEBIAN: BugTracker = {
  server: "https://bugs.debian.org/cgi-bin/soap.cgi",
  to: "submit@bugs.debian.org",
  cc: "team@security.debian.org",
  form: "debbugs",
  severity: {
    high: "grave",
    medium: "important",
    low: "normal",
    unimportant: "minor",
    "not yet assigned": "important",
  },
  issuePage: "https://security-tracker.debian.org/tracker/",
};

/** What the uppermost configuration that speaks of a bug tracker says, and Debian's for the rest. */
export function bugTrackerOf(layers: readonly LayerFiles[]): BugTracker {
  return settledBugTracker(
    layers.map((files) => parseConfig(files.get("config.json") ?? Buffer.from("{}"), "config.json").value),
  );
}

/** The same from configurations that were read, lowest first. */
export function settledBugTracker(configs: readonly (TrackerConfig | undefined)[]): BugTracker {
  const own: BugTrackerConfig = configs.findLast((config) => Object.keys(config?.bugs ?? {}).length > 0)?.bugs ?? {};
  // Whoever reports elsewhere does not want Debian's team to get the copies.
  const cc = own.cc ?? (own.to === undefined ? DEBIAN.cc : undefined);
  return { ...DEBIAN, ...own, cc, severity: { ...DEBIAN.severity, ...own.severity } };
}
