import { describe, expect, test } from "vitest";
import { createLiveState } from "../live/live-state.ts";
import { archiveOf, CONFIG, files } from "../testing.ts";
import { VIEWS, viewNamed } from "./views.ts";

const LISTS = {
  "config.json": CONFIG,
  "CVE/list": `CVE-2026-1000 (taken long ago)
	- curl 2.0-1
CVE-2026-1001 (a copy of zlib)
	- zlib <unfixed>
	NOTE: this one is open everywhere
CVE-2026-1002 (not packaged)
	- notyet <itp> (bug #1100000)
CVE-2026-1003 (no such package)
	- cuurl <unfixed>
	- gone <unfixed>
CVE-2026-1004 (no epoch)
	- bind9 9.20-1
CVE-2026-1005 (nobody looked at unstable)
	[bookworm] - curl 1.9-1
	[trixie] - wget <not-affected> (too old)
CVE-2026-1006 (somebody did)
	- wget 2.0-1
	[bookworm] - wget 1.9-1
CVE-2026-1007
	TODO: check
CVE-2026-1008 (mended by the next point release)
	- bind9 1:9.19-1
CVE-2026-1009 (its bugs are closed)
	- rsync <undetermined> (bug #7; bug #8)
CVE-2026-1010 (one of its bugs is open)
	- rsync <undetermined> (bug #7; bug #9)
`,
  "signals/closed-bugs": "7 3.1-1 3.2-1\n8\n",
  "next-point-update.txt": "CVE-2026-1008\n\t[trixie] - bind9 1:9.18-1+deb13u1\n",
  "packages/removed-packages": "gone\n",
  "dsa-needed.txt":
    "who\n--\ncurl/oldstable (jmm)\n  NOTE: 20261001: waits for upstream\n  NOTE: 20261020: still\n--\nzlib/stable\n--\n",
  "embedded-code-copies": `prose
---BEGIN
zlib
	- rsync <unfixed> (embed)
	- wget <removed> (embed)
	- curl <unfixed> (embed)
`,
  "embedded-decisions": "CVE-2026-1001 zlib in curl: dismissed (built against the system library)\n",
};
const ARCHIVE = archiveOf(
  "curl bookworm 1.0-1",
  "curl sid 2.0-1",
  "zlib trixie 1.0-1",
  "wget bookworm 1.0-1",
  "wget trixie 1.0-1",
  "wget sid 2.0-1",
  "rsync trixie 3.0-1",
  "curl trixie 2.0-1",
  "bind9 sid 1:9.19-1",
  "bind9 trixie 1:9.18-1",
);
const CIRCUMSTANCES = { supported: new Set(["bookworm", "trixie"]), today: new Date("2026-11-21T12:00:00Z") };

const snapshot = createLiveState().next([{ name: "debian", files: files(LISTS) }], ARCHIVE);
const view = (name: string): readonly string[] =>
  (VIEWS.find((one) => one.name === name)?.rows(snapshot, CIRCUMSTANCES) ?? []).map((row) =>
    [row.issue, row.package, row.standing?.release ?? row.mark, row.note].filter((word) => word !== "").join(" "),
  );

describe("work views", () => {
  test.each([
    ["candidates", ["CVE-2026-1006 wget bookworm", "CVE-2026-1006 wget trixie"]],
    ["start", ["CVE-2026-1006 wget bookworm", "CVE-2026-1006 wget trixie"]],
    [
      "dsa-needed",
      [
        "CVE-2026-1005 curl bookworm jmm, since 2026-10-01, stale: nothing was written for 32 days",
        "CVE-2026-1001 zlib trixie nobody yet",
        "CVE-2026-1000 curl bookworm jmm, since 2026-10-01, stale: nothing was written for 32 days",
      ],
    ],
    ["planned", ["CVE-2026-1008 bind9 trixie 1:9.18-1+deb13u1 waits in next-point-update.txt:2"]],
    ["todo", ["CVE-2026-1007 to be checked check"]],
    ["itp", ["CVE-2026-1002 notyet not packaged bug 1100000"]],
    ["unknown-packages", ["CVE-2026-1003 cuurl unknown package is it curl?"]],
    ["missing-epochs", ["CVE-2026-1004 bind9 missing epoch 9.20-1; the archive has 1:9.19-1"]],
    ["latent", ["CVE-2026-1005 curl latent only lines of single releases speak of it"]],
    ["closed-bugs", ["CVE-2026-1009 rsync bug closed bug 7 is closed, fixed in 3.1-1, 3.2-1; bug 8 is closed"]],
    ["copies", ["CVE-2026-1001 rsync may have a copy the code of zlib, in trixie; embedded-code-copies:4 says embed"]],
  ])("%s", (name, rows) => {
    expect(view(name)).toEqual(rows);
  });

  test("a bug that was closed shows in data that are followed", () => {
    const state = createLiveState();
    const rows = (closed: string): number => {
      const lists = files({ ...LISTS, "signals/closed-bugs": closed });
      const next = state.next([{ name: "debian", files: lists }], ARCHIVE);
      return VIEWS.find((one) => one.name === "closed-bugs")?.rows(next, CIRCUMSTANCES).length ?? 0;
    };
    expect([rows(""), rows("7\n8\n"), rows("7\n8\n9\n"), rows("")]).toEqual([0, 1, 2, 0]);
  });

  test("new issues are those at the top of the list", () => {
    expect(view("new")).toContain("CVE-2026-1006 wget trixie");
    const many = Array.from({ length: 300 }, (_, at) => `CVE-2026-${5000 + at} (x)\n\t- bind9 1:1-1\n`).join("");
    const later = createLiveState().next(
      [{ name: "debian", files: files({ ...LISTS, "CVE/list": `${many}${LISTS["CVE/list"]}` }) }],
      ARCHIVE,
    );
    expect(VIEWS.find((one) => one.name === "new")?.rows(later, CIRCUMSTANCES)).toEqual([]);
  });

  test("issues without a number stand together by year, with who was asked for one", () => {
    const lists = {
      "config.json": CONFIG,
      "CVE/list": `CVE-2026-XXXX [overflow]
	- curl <unfixed> (bug #7)
CVE-2025-XXXX [nobody looked]
	TODO: check
CVE-2026-1000 (it has one)
	- curl <unfixed>
CVE-2026-XXXX [mended]
	- wget 1.0-1
CVE-2025-XXXX [ours not]
	NOT-FOR-US: acme
`,
      "cve-requests": "TEMP-0000007-0BD9F6 asked 2026-11-01 MITRE\n",
    };
    const next = createLiveState().next([{ name: "debian", files: files(lists) }], ARCHIVE);
    const shown = (name: string): readonly string[] =>
      (viewNamed(name)?.rows(next, CIRCUMSTANCES) ?? []).map(({ mark, package: of, note }) => `${mark} ${of}: ${note}`);
    const [overflow, mended, ...old] = [
      "CVE-2026-XXXX curl: open in bookworm, sid, trixie; MITRE was asked for a number on 2026-11-01",
      "CVE-2026-XXXX wget: open nowhere",
      "CVE-2025-XXXX : no package is named yet",
      "CVE-2025-XXXX : not for us",
    ];
    expect(shown("unnumbered")).toEqual([overflow, mended, ...old]);
    expect(shown("CVE-2025-XXXX")).toEqual(old);
    expect(shown("cve-2024-xxxx")).toEqual([]);
    expect(viewNamed("CVE-2026-1000")).toBeUndefined();
  });

  test("every view has a name of its own and says what belongs there", () => {
    expect(new Set(VIEWS.map(({ name }) => name)).size).toBe(VIEWS.length);
    for (const { lead } of VIEWS) expect(lead).toMatch(/^[A-Z].*\.$/);
  });
});
