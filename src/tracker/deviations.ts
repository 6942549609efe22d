import type { STATUS_COLUMNS } from "./report/status-rows.ts";

/**
 * Where our answers differ from Debian's tracker on purpose, each with an example that a test runs. `--as-debian` switches
 * all of them off. docs/reference/tracker.md shows this table.
 */
export interface Deviation {
  readonly name: string;
  readonly debian: string;
  readonly ours: string;
  readonly example: {
    /** Lists by path. */
    readonly lists: Readonly<Record<string, string>>;
    /** `package release[/suite] version [area]` a line. */
    readonly archive: readonly string[];
    readonly package: string;
    readonly release: string;
    /** The column of `tracker status` that differs. */
    readonly column: (typeof STATUS_COLUMNS)[number];
    /** `-` is absent, or no row at all. */
    readonly debian: string;
    readonly ours: string;
  };
}

const ISSUE = "CVE-2026-1000 (x)\n";

export const DEVIATION_ISSUE = "CVE-2026-1000";

/** The day on which the examples are answered. */
export const DEVIATION_DAY = new Date("2026-11-21T00:00:00Z");

export const DEVIATIONS: readonly Deviation[] = [
  {
    name: "equal versions spelt differently",
    debian:
      "ranks `2.0` and `2.0-0` by which of them stands first in any list, so that a line about another package flips the verdict.",
    ours: "compares as dpkg does: equal is equal.",
    example: {
      lists: { "CVE/list": `CVE-2026-1001 (y)\n\t- wget 2.0-0\n${ISSUE}\t- curl 2.0\n` },
      archive: ["curl bookworm 2.0-0"],
      package: "curl",
      release: "bookworm",
      column: "status",
      debian: "open",
      ours: "fixed",
    },
  },
  {
    name: "suffixes of backports",
    debian: "drops a final `~bpo…` or `~volatile…` before it compares, so that `1.0-1~bpo12+1` counts as `1.0-1`.",
    ours: "compares the whole version.",
    example: {
      lists: { "CVE/list": `${ISSUE}\t- curl 1.0-1\n` },
      archive: ["curl bookworm 1.0-1~bpo12+1"],
      package: "curl",
      release: "bookworm",
      column: "status",
      debian: "resolved",
      ours: "vulnerable",
    },
  },
  {
    name: "rejected issues",
    debian: "reports a rejected issue as open while a note without a fix stands in its record.",
    ours: "says `rejected`; `tracker check` names the note (tracker-rejected-open).",
    example: {
      lists: { "CVE/list": `${ISSUE}\tREJECTED\n\t- curl <unfixed>\n` },
      archive: ["curl bookworm 1"],
      package: "curl",
      release: "bookworm",
      column: "status",
      debian: "open",
      ours: "rejected",
    },
  },
  {
    name: "two archive areas",
    debian: "lets the area that was read last hide the other, so that a fixed contrib hides a vulnerable main.",
    ours: "is as open as the worse of the two.",
    example: {
      lists: { "CVE/list": `${ISSUE}\t- curl 2\n` },
      archive: ["curl bookworm 1 main", "curl bookworm 2 non-free"],
      package: "curl",
      release: "bookworm",
      column: "status",
      debian: "resolved",
      ours: "vulnerable",
    },
  },
  {
    name: "not affected",
    debian: "says `resolved` with the fixed version 0; the 0 is the only sign.",
    ours: "says `not-affected`.",
    example: {
      lists: { "CVE/list": `${ISSUE}\t- curl 2\n\t[bookworm] - curl <not-affected> (not built)\n` },
      archive: ["curl bookworm 1"],
      package: "curl",
      release: "bookworm",
      column: "status",
      debian: "resolved",
      ours: "not-affected",
    },
  },
  {
    name: "not affected below version 0",
    debian:
      "keeps not-affected as `fixed in 0`, and `0~git20230512-1` sorts below 0: a package with such a version is open whatever its line says.",
    ours: "says `not-affected` in every version.",
    example: {
      lists: { "CVE/list": `${ISSUE}\t- curl <not-affected> (not built)\n` },
      archive: ["curl bookworm 0~git20230512-1"],
      package: "curl",
      release: "bookworm",
      column: "status",
      debian: "open",
      ours: "not-affected",
    },
  },
  {
    name: "releases without an alias",
    debian: "answers only for releases that config.json gives an alias; ended releases vanish.",
    ours: "answers for every release of the archive.",
    example: {
      lists: { "CVE/list": `${ISSUE}\t- curl <unfixed>\n` },
      archive: ["curl buster 1"],
      package: "curl",
      release: "buster",
      column: "status",
      debian: "-",
      ours: "vulnerable",
    },
  },
  {
    name: "end of life by dates",
    debian: "knows the end of support only where somebody wrote `<end-of-life>`.",
    ours: "follows the release's dates and the lists of debian-security-support.",
    example: {
      lists: {
        "CVE/list": `${ISSUE}\t- pdns <unfixed>\n`,
        "security-support-ended.deb12": "pdns 4.7.3-2 2025-10-01 no support upstream\n",
      },
      archive: ["pdns bookworm 4.7.3-2"],
      package: "pdns",
      release: "bookworm",
      column: "urgency",
      debian: "not yet assigned",
      ours: "end-of-life",
    },
  },
  {
    name: "planned for a point release",
    debian:
      "looks the flag up by issue alone and for one release, so that other packages of the issue are flagged and a second release is not.",
    ours: "flags the package and release that the point-update file names.",
    example: {
      lists: {
        "CVE/list": `${ISSUE}\t- curl 2\n\t- wget 2\n`,
        "next-oldstable-point-update.txt": `${DEVIATION_ISSUE}\n\t[bookworm] - wget 1+deb12u1\n`,
      },
      archive: ["curl bookworm 1", "wget bookworm 1"],
      package: "curl",
      release: "bookworm",
      column: "next_point_update",
      debian: "yes",
      ours: "-",
    },
  },
];
