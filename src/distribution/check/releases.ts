import { compareVersions, isValidVersion } from "../../kernel/index.ts";
import type { Report } from "../read/field.ts";
import type { Definition, ReleaseRow } from "../schema.ts";
import { unique } from "./unique.ts";

export function checkReleases(definition: Definition, report: Report): void {
  const { release: releases } = definition;
  const codenames = releases.map((release) => release.codename);
  unique(codenames, "The release", report);
  unique(
    releases.flatMap((release) => release.suite.map((suite) => suite.name)),
    "The suite",
    report,
  );
  for (const release of releases) {
    unique(release.architectures, "The architecture", report);
    checkSuites(release, report);
    checkPhases(release, report);
  }
  checkOrder(releases, report);
}

function checkSuites(release: ReleaseRow, report: Report): void {
  const roles = release.suite.map((suite) => suite.role);
  unique(roles, `In ${release.codename.value} the role`, report);
  const has = (role: string): boolean => roles.some((each) => each.value === role);
  if (!has("main")) {
    const message = `${release.codename.value} has no suite with the role "main", the one it was shipped as.`;
    report.error("distribution-no-main-suite", release.codename.place, message);
  }
  if (release.phase.length > 0 && !has("security")) {
    const message = `${release.codename.value} has support phases but no suite with the role "security" for updates.`;
    report.error("distribution-no-security-suite", release.codename.place, message);
  }
  for (const suite of release.suite) {
    if (suite.fallback && suite.url.value !== "machine") {
      const message = 'A fallback belongs to url = "machine"; this suite has an address of its own.';
      report.error("distribution-useless-fallback", suite.fallback.place, message);
    }
    if (!suite.fallback && suite.url.value === "machine") {
      const message = 'With url = "machine" a fallback must say which archive is meant.';
      report.error("distribution-missing-key", suite.place, message);
    }
  }
}

/** Phases follow one another: each begins on the day on which the one before ends. */
function checkPhases(release: ReleaseRow, report: Report): void {
  for (const [position, phase] of release.phase.entries()) {
    if (phase.until.value <= phase.from.value) {
      const message = `This phase of ${release.codename.value} ends before it begins.`;
      report.error("distribution-phase-backwards", phase.until.place, message);
    }
    const before = release.phase[position - 1];
    if (!before) continue;
    const days = Math.round((phase.from.value.getTime() - before.until.value.getTime()) / 86_400_000);
    if (days === 0) continue;
    const what = days < 0 ? `overlap by ${-days}` : `leave a gap of ${days}`;
    const message = `The phases "${before.name}" and "${phase.name}" of ${release.codename.value} ${what} days; the second must begin on ${before.until.value.toISOString().slice(0, 10)}.`;
    report.error(days < 0 ? "distribution-phase-overlap" : "distribution-phase-gap", phase.from.place, message);
  }
}

/** "Newer release" means later in this list; numbers that say otherwise are a mistake. Words (`unstable`) have no order. */
function checkOrder(releases: readonly ReleaseRow[], report: Report): void {
  const numbered = releases.filter(({ version }) => /^\d/.test(version.value) && isValidVersion(version.value));
  for (const [position, release] of numbered.entries()) {
    const before = numbered[position - 1];
    if (!before || compareVersions(before.version.value, release.version.value) < 0) continue;
    const message = `Releases stand oldest first; ${release.version.value} is not newer than ${before.version.value} before it.`;
    report.error("distribution-release-order", release.version.place, message);
  }
}
