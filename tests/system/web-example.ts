import type { Person } from "../../src/distribution/index.ts";
import type {
  AuditModel,
  BoardModel,
  DrillsModel,
  LogModel,
  OpenIssueRow,
  PackageModel,
  PeopleModel,
  ReleaseModel,
  StepModel,
  TokensModel,
  UpdateModel,
  UpdateRow,
} from "../../src/web/index.ts";

/** Models as a busy Saturday would fill them; shared by the tests of pages, the browser and the benchmark. */

export const NOW = new Date("2026-11-21T14:02:30Z");
const HOUR = 3_600_000;
const MINUTE = 60_000;
export const ago = (milliseconds: number): Date => new Date(NOW.getTime() - milliseconds);
const hash = (text: string): string => text.repeat(64).slice(0, 64);

const person = (id: string, name: string, role: Person["role"], mayUpload: readonly string[]): Person => ({
  id,
  name,
  email: `${id}@security.example`,
  role,
  fingerprints: [hash(Buffer.from(id).toString("hex").toUpperCase()).slice(0, 40)],
  keyFile: `/etc/sameday/keys/${id}.asc`,
  mayUpload,
});

export const LEO = person("leo", "Leo Ferrari", "full", ["*"]);
export const PIA = person("pia", "Pia Lindqvist", "full", ["*"]);
export const MO = person("mo", "Mohammed Aziz", "assistant", ["*"]);
export const KIT = person("kit", "Kit Okafor", "uploader", ["memcached", "libmodbus"]);
export const ADA = person("ada", "Ada Novák", "auditor", []);
export const PEOPLE = [LEO, PIA, MO, KIT, ADA];

export function exampleRow(change: Partial<UpdateRow> = {}): UpdateRow {
  const knownAt = change.knownAt ?? ago(28 * HOUR);
  return {
    id: "U-41",
    source: "memcached",
    version: "1.6.18-1+deb12u1",
    release: "bookworm",
    issues: ["CVE-2026-1234"],
    embargoed: true,
    embargoUntil: new Date("2026-11-21T18:00:00Z"),
    state: "open",
    knownAt,
    deadline: new Date(knownAt.getTime() + 24 * HOUR),
    publishedAt: null,
    waiting: {
      turn: "you",
      sentence: "Built, reproduced and tested. It needs an approval. Embargoed until Sat 21 Nov 2026 18:00 UTC.",
      forWhom: "one full member who is not pia",
    },
    ...change,
  };
}

const LIBMODBUS = exampleRow({
  id: "U-43",
  source: "libmodbus",
  version: "3.1.6-2.1+deb12u1",
  issues: ["CVE-2024-10918", "CVE-2023-26793"],
  embargoed: false,
  embargoUntil: null,
  knownAt: ago(15 * HOUR),
  waiting: {
    turn: "you",
    sentence: "The second build differs for amd64. Look at why; send it back, or override with a reason.",
    forWhom: "two full members to override, or kit with a better source",
  },
});

const OTHERS = exampleRow({
  id: "U-44",
  source: "gnutls28",
  version: "3.7.9-2+deb12u7",
  issues: ["CVE-2026-2201", "CVE-2026-2202", "CVE-2026-2203", "CVE-2026-2204"],
  embargoed: false,
  embargoUntil: null,
  knownAt: ago(21 * HOUR + 50 * MINUTE),
  waiting: {
    turn: "others",
    sentence: "Built, reproduced and tested. It needs an approval.",
    forWhom: "one full member who is not leo",
  },
});

const MOVING = exampleRow({
  id: "U-45",
  source: "openssl",
  version: "3.0.19-1~deb12u2",
  issues: ["CVE-2026-3001"],
  embargoed: false,
  embargoUntil: null,
  knownAt: ago(8 * HOUR),
  waiting: {
    turn: "itself",
    sentence: "Being built for amd64. To be built for i386 as soon as a builder is free.",
    forWhom: "",
  },
});

const ENDED = exampleRow({
  id: "U-39",
  source: "memcached",
  version: "1.6.18-1",
  embargoed: false,
  embargoUntil: null,
  state: "published",
  knownAt: ago(400 * HOUR),
  publishedAt: ago(380 * HOUR),
  issues: ["CVE-2025-7777"],
  waiting: { turn: "nobody", sentence: "Published. Users have it.", forWhom: "" },
});

export const ROWS = { embargoed: exampleRow(), libmodbus: LIBMODBUS, others: OTHERS, moving: MOVING, ended: ENDED };

export function exampleIssue(index: number): OpenIssueRow {
  const knownAt = ago((3 + index * 7) * HOUR);
  return {
    issue: `CVE-2026-${4000 + index * 37}`,
    source: ["curl", "apr-util", "libxml2", "qemu", "node-tar", "linux"][index % 6] ?? "curl",
    release: index % 3 === 0 ? "trixie" : "bookworm",
    description:
      ["out-of-bounds read when a header is longer than its field", "", "use after free in the parser"][index % 3] ??
      "",
    urgency: ["high", "medium", "not yet assigned"][index % 3] ?? "medium",
    decided: index % 5 === 3,
    knownAt: index % 5 === 4 ? null : knownAt,
    deadline: index % 5 === 3 ? null : new Date(knownAt.getTime() + 24 * HOUR),
    reason:
      index % 2 === 0
        ? "Fixed upstream in 8.14.1; bookworm has 7.88.1-10+deb12u12. Nobody has sent a source."
        : "It is not known yet whether the version in this release is affected.",
    forWhom: index % 2 === 0 ? "pia, who took it 3 h ago" : "",
  };
}

const issues = (count: number) => Array.from({ length: count }, (_, index) => exampleIssue(index));

const WAITS = [
  14, 20, 9, 41, 16, 11, 22, 19, 34, 15, 13, 8, 18, 10, 49, 17, 12, 15, 21, 6, 9, 23, 30, 12, 14, 7, 90, 11, 19, 13,
];

export const BOARD: BoardModel = {
  budgetHours: 24,
  late: 1,
  open: 4,
  you: { total: 2, rows: [ROWS.embargoed, ROWS.libmodbus] },
  others: { total: 1, rows: [ROWS.others] },
  itself: { total: 1, rows: [ROWS.moving] },
  issues: { total: 214, page: 1, pageSize: 10, rows: issues(10) },
  fixed: WAITS.map((hours, index) => {
    const fixedAt = ago((WAITS.length - index) * 50 * HOUR);
    const source = ["curl", "openssl", "libmodbus", "memcached"][index % 4] ?? "curl";
    const publicAt = new Date(fixedAt.getTime() - hours * HOUR);
    return { id: `U-${10 + index}`, source, version: "1.2-3+deb12u1", release: "bookworm", publicAt, fixedAt };
  }),
  warnings: [
    {
      severity: "late",
      sentence: "The archive key 1D2F 77A0 expires in 6 days.",
      next: "Begin its rotation, so that machines learn of the new key in time.",
      since: null,
    },
    {
      severity: "soon",
      sentence:
        "Builder ash was not heard of for a while. It was at the build of U-45 for i386, which goes to another builder.",
      next: "Look at its machine.",
      since: ago(42 * MINUTE),
    },
  ],
  audits: [],
};

export const EMPTY_BOARD: BoardModel = {
  ...BOARD,
  late: 0,
  open: 0,
  you: { total: 0, rows: [] },
  others: { total: 0, rows: [] },
  itself: { total: 0, rows: [] },
  issues: { total: 0, page: 1, pageSize: 10, rows: [] },
  fixed: [],
  warnings: [],
  audits: [],
};

function step(label: string, seconds: number, message: string, change: Partial<StepModel> = {}): StepModel {
  const builder = /^(?:build|prove [vr]|test|machine)/.test(label);
  return {
    label,
    state: "done",
    result: "passed",
    message,
    party: builder ? "builder:ash" : "desk",
    attempt: 1,
    readyAt: ago(5 * HOUR),
    startedAt: ago(5 * HOUR),
    finishedAt: ago(5 * HOUR - seconds * 1000),
    hasLog: builder,
    hasEvidence: true,
    ...change,
  };
}

const NOT_BEGUN = {
  state: "waiting",
  result: null,
  party: "",
  readyAt: null,
  startedAt: null,
  finishedAt: null,
} as const;
const later = (label: string): StepModel =>
  step(label, 0, "", { ...NOT_BEGUN, attempt: 0, hasLog: false, hasEvidence: false });

export const DIFF = `--- a/debian/patches/CVE-2026-1234.patch
+++ b/debian/patches/CVE-2026-1234.patch
@@ -0,0 +1,21 @@
+From: Upstream <dev@memcached.example>
+Subject: proxy: check the length before the copy
+Origin: upstream, https://github.com/memcached/memcached/commit/76a6c363c18cfe7b
+
+--- a/proto_proxy.c
++++ b/proto_proxy.c
+@@ -411,7 +411,10 @@ static int try_read_command(conn *c) {
+-    memcpy(c->item, c->rcurr, c->rlbytes);
++    if (c->rlbytes > c->item_size) {
++        conn_set_state(c, conn_closing);
++        return -1;
++    }
++    memcpy(c->item, c->rcurr, c->rlbytes);
`;

export const UPDATE: UpdateModel = {
  row: ROWS.embargoed,
  act: "approve",
  regressionOf: null,
  summary: "A length in the proxy protocol was not checked, so that a client could write past a buffer.",
  architectures: ["amd64", "i386"],
  createdAt: ago(6 * HOUR),
  decisions: ["approve"],
  uploaders: [{ id: "pia", name: "Pia Lindqvist" }],
  uploadFingerprint: PIA.fingerprints[0] ?? "",
  steps: [
    step("source", 0.7, "Signed by pia, who may upload memcached; the signature is good.", { party: "desk" }),
    step("build amd64", 16, "Built on ash without network; 181 exact package versions are recorded."),
    step("build i386", 19, "Built on oak without network; 181 exact package versions are recorded.", { attempt: 2 }),
    step("queue", 0.15, "Testers can install it from the queue embargoed."),
    step("prove variation amd64", 21, "2 of 2 packages are bit-identical under another path, clock, locale and user."),
    step("prove variation i386", 23, "2 of 2 packages are bit-identical under another path, clock, locale and user."),
    step("prove recreation amd64", 31, "2 of 2 packages are bit-identical from the recorded environment."),
    step("prove recreation i386", 33, "2 of 2 packages are bit-identical from the recorded environment."),
    step("prove archive", 0.4, "The archive has no build of this version to compare with.", {
      result: "nothing-to-do",
    }),
    step("test amd64", 7.5, "3 tests passed on the installed result."),
    step("test i386", 8.1, "3 tests passed on the installed result."),
    step("review", 1.1, "2 patch files changed, 1 unexpected file; no new dependency, no setuid."),
    step("approve", 0, "", {
      ...NOT_BEGUN,
      state: "ready",
      readyAt: ago(4.6 * HOUR),
      hasLog: false,
      hasEvidence: false,
    }),
    later("publish"),
    later("tell"),
    later("machine amd64"),
    later("machine i386"),
  ],
  reproducesItself: {
    state: "yes",
    sentence: "4 of 4 packages are bit-identical when they are built again under variation, and from the record.",
    cause: "",
    differences: [],
    reports: [],
  },
  matchesArchive: {
    state: "nothing-to-compare",
    sentence: "The archive has no build of this version to compare with.",
    cause: "",
    differences: [],
    reports: [],
  },
  tests: ["smoke-server", "smoke-client", "upstream-subset"].flatMap((name) =>
    ["amd64", "i386"].map((architecture) => ({ architecture, name, verdict: "pass" as const, detail: "" })),
  ),
  reports: [{ tester: "mo", verdict: "works", note: "Two hours under load on a mail host.", at: ago(2 * HOUR) }],
  review: {
    base: { suite: "bookworm", version: "1.6.18-1" },
    source: {
      patches: [
        {
          path: "debian/patches/CVE-2026-1234.patch",
          change: "added",
          diff: DIFF,
          description: "proxy: check the length before the copy",
          links: ["https://github.com/memcached/memcached/commit/76a6c363c18cfe7b", "commit 76a6c363c18c"],
        },
        {
          path: "debian/patches/series",
          change: "changed",
          diff: "--- a/debian/patches/series\n+++ b/debian/patches/series\n@@ -1,2 +1,3 @@\n systemd.patch\n hardening.patch\n+CVE-2026-1234.patch\n",
          description: "",
          links: [],
        },
      ],
      changelog:
        "--- a/debian/changelog\n+++ b/debian/changelog\n@@ -1,3 +1,11 @@\n+memcached (1.6.18-1+deb12u1) bookworm-security; urgency=high\n+\n+  * Check the length in the proxy protocol (CVE-2026-1234).\n+\n+ -- Pia Lindqvist <pia@security.example>  Sat, 21 Nov 2026 08:31:02 +0100\n+\n memcached (1.6.18-1) unstable; urgency=medium\n \n   * New upstream release.\n",
      unexpected: [
        {
          path: "debian/rules",
          change: "changed",
          diff: "--- a/debian/rules\n+++ b/debian/rules\n@@ -12,3 +12,4 @@\n override_dh_auto_test:\n-\tdh_auto_test\n+\t# the proxy's test needs a free port\n+\tdh_auto_test -- PARALLEL=1\n",
          why: "decides how the package is built",
        },
      ],
      problem: "",
    },
    binaries: [
      {
        package: "memcached",
        architecture: "amd64",
        before: "1.6.18-1",
        after: "1.6.18-1+deb12u1",
        filesAdded: ["/usr/share/doc/memcached/README.proxy"],
        filesRemoved: [],
        dependencies: [],
        scripts: ["postinst"],
        setuid: [],
        problem: "",
      },
      ...["i386"].map((architecture) => ({
        package: "memcached",
        architecture,
        before: "1.6.18-1",
        after: "1.6.18-1+deb12u1",
        filesAdded: [],
        filesRemoved: [],
        dependencies: [],
        scripts: [],
        setuid: [],
        problem: "",
      })),
    ],
  },
  approvals: [],
  needs: { approvals: 1, overrides: 2 },
  advisory: null,
  queue: {
    name: "embargoed",
    embargoed: true,
    sources:
      "Types: deb\nURIs: https://desk.example/queues/embargoed\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/example-queue.gpg",
    auth: "machine https://desk.example/queues/embargoed login mo password TOKEN",
    install: "apt-get update\napt-get install memcached=1.6.18-1+deb12u1",
  },
};

/** An update whose proof failed: the other half of what the page can say. */
export const JUDGED: UpdateModel = {
  ...UPDATE,
  row: ROWS.libmodbus,
  act: "judge",
  decisions: ["approve", "override-proof"],
  uploaders: [{ id: "kit", name: "Kit Okafor" }],
  uploadFingerprint: KIT.fingerprints[0] ?? "",
  steps: UPDATE.steps.map((one) =>
    one.label === "prove variation amd64"
      ? { ...one, result: "failed" as const, message: "2 of 3 packages are bit-identical; libmodbus-dev differs." }
      : one,
  ),
  reproducesItself: {
    state: "no",
    sentence: "2 of 3 packages are bit-identical under variation.",
    cause: "The build wrote the time of day into a header.",
    differences: [
      { file: "libmodbus-dev_3.1.6-2.1+deb12u1_amd64.deb", cause: "usr/include/modbus/modbus-version.h: a time stamp" },
    ],
    reports: ["diffoscope-amd64.txt"],
  },
  matchesArchive: {
    state: "overridden",
    sentence: "2 of 3 packages match the archive's own build.",
    cause: "The archive built with network: its documentation links elsewhere.",
    differences: [],
    reports: [],
  },
  reports: [
    ...UPDATE.reports,
    { tester: "kit", verdict: "breaks", note: "Serial ports are gone after upgrade.", at: ago(HOUR) },
  ],
  approvals: [{ person: "pia", decision: "override-proof", reason: "Only a time stamp in a comment.", at: ago(HOUR) }],
};

export const LOG: LogModel = {
  row: ROWS.embargoed,
  step: "build amd64",
  attempt: 2,
  running: true,
  offset: 120_000,
  bytes: Buffer.from(
    `${"gcc -g -O2 -ffile-prefix-map=/build/memcached=. -fstack-protector-strong -Wformat -c -o proto_proxy.o proto_proxy.c\n".repeat(60)}\u001b[32mok\u001b[0m 41 of 97 tests\n`,
  ),
  size: 128_000,
};

export const RELEASE: ReleaseModel = {
  summary: {
    codename: "bookworm",
    version: "12",
    architectures: ["amd64", "i386"],
    phases: [
      { name: "security", from: new Date("2023-06-10T00:00:00Z"), until: new Date("2026-06-10T00:00:00Z") },
      { name: "lts", from: new Date("2026-06-10T00:00:00Z"), until: new Date("2028-06-30T00:00:00Z") },
    ],
    openUpdates: 4,
    openIssues: 214,
  },
  suites: [
    {
      name: "bookworm",
      role: "main",
      url: "http://deb.debian.org/debian",
      dated: ago(900 * HOUR),
      problem: "",
      since: null,
    },
    {
      name: "bookworm-security",
      role: "security",
      url: "http://deb.debian.org/debian-security",
      dated: ago(6 * HOUR),
      problem: "The key 0E7AA3A43B836FC0 is not in the keyring.",
      since: ago(4 * HOUR),
    },
  ],
  updates: [ROWS.embargoed, ROWS.libmodbus, ROWS.moving],
  issues: { total: 214, page: 2, pageSize: 10, rows: issues(10) },
};

export const PACKAGE: PackageModel = {
  name: "memcached",
  versions: [
    { release: "bookworm", suite: "bookworm", version: "1.6.18-1" },
    { release: "trixie", suite: "trixie", version: "1.6.38-1" },
  ],
  releases: ["bookworm", "trixie"],
  open: 1,
  issues: {
    total: 3,
    page: 1,
    pageSize: 20,
    rows: [
      {
        issue: "CVE-2026-1234",
        description: "A client can write past a buffer of the proxy.",
        verdicts: [
          {
            release: "bookworm",
            word: "vulnerable",
            detail: "",
            reason: "Fixed in 1.6.39-1; bookworm has 1.6.18-1.",
          },
          {
            release: "trixie",
            word: "planned",
            detail: "",
            reason: "It comes with the next point release, as 1.6.38-1+deb13u1.",
          },
        ],
      },
      {
        issue: "CVE-2025-9086",
        description: "",
        verdicts: [
          {
            release: "bookworm",
            word: "no-dsa",
            detail: "minor",
            reason: "Minor issue; can come with a point release.",
          },
          { release: "trixie", word: "fixed", detail: "", reason: "Fixed in 1.6.37-1; trixie has 1.6.38-1." },
        ],
      },
      {
        issue: "CVE-2025-0167",
        description: "A crash at start with an odd configuration.",
        verdicts: [
          { release: "bookworm", word: "not-affected", detail: "", reason: "The code came with 1.6.30." },
          { release: "trixie", word: "undetermined", detail: "", reason: "Nobody has looked yet." },
        ],
      },
    ],
  },
  updates: [ROWS.embargoed, ROWS.ended],
};

export const PEOPLE_MODEL: PeopleModel = {
  people: PEOPLE.map((one, index) => ({
    id: one.id,
    name: one.name,
    role: one.role,
    mayUpload: one.mayUpload,
    keys: one.fingerprints.map((fingerprint) => ({
      fingerprint,
      expires:
        index === 0
          ? null
          : ago([0, -900, -30, 5, -400][index] === undefined ? 0 : ([0, -900, -30, 5, -400][index] ?? 0) * 24 * HOUR),
      problem: index === 4 ? "not in the file" : "",
    })),
  })),
  teams: [{ title: "Security team", members: ["leo", "pia", "mo"] }],
  signingKeys: [
    {
      use: "archive",
      state: "outgoing",
      fingerprint: hash("1D2F77A0").slice(0, 40),
      expires: ago(-19 * 24 * HOUR),
      problem: "",
    },
    {
      use: "archive",
      state: "signing",
      fingerprint: hash("88AC0F31").slice(0, 40),
      expires: ago(-700 * 24 * HOUR),
      problem: "",
    },
  ],
};

export const TOKENS: TokensModel = {
  queues: [
    { name: "public", embargoed: false },
    { name: "embargoed", embargoed: true },
  ],
  tokens: [
    {
      id: 3,
      queue: "embargoed",
      holder: "mo",
      createdBy: "leo",
      createdAt: ago(90 * HOUR),
      lastUsedAt: ago(2 * HOUR),
      revokedAt: null,
    },
    {
      id: 1,
      queue: "embargoed",
      holder: "test lab",
      createdBy: "pia",
      createdAt: ago(900 * HOUR),
      lastUsedAt: null,
      revokedAt: ago(HOUR),
    },
  ],
};

export const AUDIT: AuditModel = {
  verification: {
    state: "whole",
    sentence: "All 412 entries are as they were written.",
    checkedAt: ago(8 * MINUTE),
    checkpoint: `412 ${hash("9f86d081")}`,
  },
  entries: Array.from({ length: 12 }, (_, index) => ({
    sequence: 412 - index,
    at: ago(index * 11 * MINUTE),
    actor: ["leo", "desk", "builder:ash", "pia"][index % 4] ?? "desk",
    action: ["login", "step passed", "step passed", "upload"][index % 4] ?? "login",
    object: ["leo", "U-41", "U-45", "U-41"][index % 4] ?? "leo",
    details: index % 4 === 1 ? "step: prove variation amd64; message: 2 of 2 packages are bit-identical." : "",
    hash: hash("9f86d081884c7d65"),
    confidential: index % 4 === 1 || index % 4 === 3,
  })),
  nextBefore: 401,
};

const stage = (name: string, from: number, to: number, result: string, by: "machine" | "person" = "machine") => ({
  name,
  from: from * 1000,
  to: to * 1000,
  by,
  result,
});

export const DRILLS: DrillsModel = {
  budgetMs: 24 * HOUR,
  ownShareAim: 0.05,
  runs: [
    {
      at: ago(3 * HOUR),
      package: "libmodbus",
      release: "bookworm",
      vulnerable: "3.1.6-2.1",
      fixed: "3.1.6-2.1+deb12u1",
      outcome: "fixed",
      proof: "libmodbus5 3.1.6-2.1+deb12u1 install ok installed",
      toQueueMs: 53_400,
      totalMs: 168_000,
      own: { share: 0.0272, ms: 4570, cpuMs: 11_400 },
      stages: [
        stage("source", 0, 2, "Signed by pia."),
        stage("build amd64", 2, 52, "3 packages."),
        stage("queue", 52, 53.4, "Testers can install it."),
        stage("prove variation amd64", 54, 101, "3 of 3 packages are bit-identical."),
        stage("test amd64", 54, 63, "1 test passed."),
        stage("approve", 150, 156, "Approved by leo.", "person"),
        stage("publish", 156, 158, "The suite was switched."),
        stage("machine amd64", 158, 168, "apt upgraded 1 package."),
      ],
    },
    ...[141, 172, 0, 188].map((seconds, index) => ({
      at: ago((index + 2) * 170 * HOUR),
      package: ["pyasn1", "libsmpp34", "apr-util", "libmodbus"][index] ?? "libmodbus",
      release: "bookworm",
      vulnerable: "1.0-1",
      fixed: "1.0-1+deb12u1",
      outcome: seconds === 0 ? ("failed" as const) : ("fixed" as const),
      proof: seconds === 0 ? "The mirror did not have the fixed source any more." : "install ok installed",
      toQueueMs: seconds === 0 ? 0 : 50_000,
      totalMs: seconds * 1000,
      own:
        index === 1
          ? { share: 0.0612, ms: 10_500, cpuMs: 14_000 }
          : index === 0
            ? { share: 0.031, ms: 4400, cpuMs: 10_900 }
            : null,
      stages: [],
    })),
  ],
};
