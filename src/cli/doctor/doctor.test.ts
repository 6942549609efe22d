import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { examine } from "./examine.ts";
import type { Patient } from "./finding.ts";
import { parseRequirements } from "./requirements.ts";

const requirements = readFileSync(join(import.meta.dirname, "../../../packaging/debian/requirements.txt"), "utf8");
const now = new Date("2026-11-21T12:00:00Z");

/** A machine on which all is well; each test breaks one thing. */
function healthy(): Patient {
  const ranges = "ada:100000:65536\nsameday-build:165536:65536\n";
  const files: Record<string, string> = {
    "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n',
    "/etc/subuid": ranges,
    "/etc/subgid": ranges,
    "/etc/passwd": "root:x:0:0\nsameday:x:1:1\nsameday-build:x:2:2\nsameday-sign:x:3:3\nsameday-key:x:4:4\n",
  };
  const directories: Record<string, readonly string[]> = {
    "/usr/lib/postgresql": ["17"],
    "/usr/lib/postgresql/17/bin": ["initdb", "postgres", "pg_ctl", "pg_dump"],
  };
  return {
    processes: answering({}),
    clock: { now: () => now },
    environment: {},
    nodeVersion: "20.19.2",
    user: { name: "root", isRoot: true },
    dataDirectory: "/var/lib/sameday",
    requirements,
    readText: (path) => files[path],
    list: (path) => directories[path] ?? [],
    freeBytes: () => 100e9,
    head: async () => ({ status: 200, date: now }),
    signingKeys: keysWith(400),
  };
}

/** Programs that say what they say on a healthy machine, but for those that are given otherwise. */
function answering(otherwise: Readonly<Record<string, string | "fails">>): ProcessRunner {
  const installed = parseRequirements(requirements).map(({ names }) => `installed ${names[0]}`);
  const usual: Readonly<Record<string, string>> = {
    "dpkg-query": `${installed.join("\n")}\n`,
    "apt-get": "Packages\thttp://a.example/debian/\ttrixie\tmain\n",
    unshare: "",
  };
  return {
    async run({ argv: [program] }) {
      const answer = otherwise[program] ?? usual[program];
      if (answer === undefined || answer === "fails")
        throw new SamedayError("PROCESS_FAILED", `${program} answered 1.`);
      return { exitCode: 0, stdout: Buffer.from(answer), stderr: "", milliseconds: 1 };
    },
  };
}

/** A signer whose archive key expires in so many days. */
function keysWith(days: number): Patient["signingKeys"] {
  const expires = new Date(now.getTime() + days * 86_400_000).toISOString();
  const key = {
    use: "archive",
    state: "signing",
    created: "",
    publicKey: "",
    fingerprint: "A".repeat(40),
    expires,
  } as const;
  return async () => ({ keys: [key], warningDays: [90, 30, 7] });
}

const at = (hours: number) => async () => ({ status: 200, date: new Date(now.getTime() + hours * 3_600_000) });

describe("the doctor", () => {
  test("finds a healthy machine healthy", async () => {
    const findings = await examine(healthy());
    expect(findings.filter((finding) => finding.state !== "good")).toEqual([]);
    expect(findings.length).toBeGreaterThanOrEqual(9);
  });

  test.each<[string, Partial<Patient>, string, "weak" | "missing", RegExp]>([
    ["an old Node", { nodeVersion: "18.20.4" }, "Node", "missing", /20\.19/],
    ["another system", { readText: () => undefined }, "system", "weak", /Debian 12 and 13/],
    ["no dpkg", { processes: answering({ "dpkg-query": "fails" }) }, "Debian packages", "missing", /Debian/],
    [
      "a package that is missing",
      { processes: answering({ "dpkg-query": "installed git\n" }) },
      "package mmdebstrap",
      "missing",
      /apt install mmdebstrap/,
    ],
    [
      "several packages: one line for apt",
      { processes: answering({ "dpkg-query": "installed git\n" }) },
      "all of them",
      "missing",
      /^apt install --no-install-recommends postgresql mmdebstrap .*debian-archive-keyring$/,
    ],
    [
      "a package that was removed",
      { processes: answering({ "dpkg-query": "config-files gpgv\n" }) },
      "package gpgv",
      "missing",
      /apt install gpgv/,
    ],
    ["no PostgreSQL", { list: () => [] }, "PostgreSQL", "missing", /apt install postgresql/],
    [
      "no namespaces",
      { processes: answering({ unshare: "fails" }) },
      "user namespaces",
      "missing",
      /unprivileged_userns_clone/,
    ],
    [
      "no ids for builds",
      { readText: (path) => (path === "/etc/subgid" ? "" : healthy().readText(path)) },
      "ranges of ids",
      "missing",
      /prepare/,
    ],
    ["no ids for a user", { user: { name: "bob", isRoot: false } }, "ranges of ids", "missing", /usermod .* bob/],
    [
      "no system users",
      { readText: (path) => (path === "/etc/passwd" ? "root:x:0:0" : healthy().readText(path)) },
      "system users",
      "missing",
      /prepare/,
    ],
    ["one user for all", { user: { name: "ada", isRoot: false } }, "system users", "weak", /root/],
    ["a full disk", { freeBytes: () => 1e9 }, "disk", "missing", /5 GB/],
    ["a small disk", { freeBytes: () => 10e9 }, "disk", "weak", /20 GB/],
    ["no network", { head: async () => undefined }, "mirror", "missing", /network/],
    ["a mirror without the suite", { head: async () => ({ status: 404, date: now }) }, "mirror", "missing", /mirror/],
    ["a clock that is slow", { head: at(1) }, "clock", "weak", /set the clock/],
    ["a clock of another day", { head: at(-48) }, "clock", "missing", /set the clock/],
    ["a key that expires soon", { signingKeys: keysWith(20) }, "signing keys", "weak", /rotate begin/],
    ["a key that has expired", { signingKeys: keysWith(-1) }, "signing keys", "missing", /rotate begin/],
  ])("%s", async (_what, broken, what, state, next) => {
    const finding = (await examine({ ...healthy(), ...broken })).find((each) => each.what === what);
    expect(finding).toMatchObject({ state, next: expect.stringMatching(next) });
  });

  test("says nothing of keys where no signer answers", async () => {
    const findings = await examine({ ...healthy(), signingKeys: async () => undefined });
    expect(findings.map(({ what }) => what)).not.toContain("signing keys");
  });

  test("DATABASE_URL replaces PostgreSQL's binaries", async () => {
    const findings = await examine({ ...healthy(), list: () => [], environment: { DATABASE_URL: "postgres://x" } });
    expect(findings.find((each) => each.what === "PostgreSQL")).toMatchObject({ state: "good" });
    expect(JSON.stringify(findings)).not.toContain("postgres://");
  });
});

test("requirements: with a purpose, without one, with alternatives", () => {
  expect(parseRequirements("# all\nrun  git  # data\ncheck a|b # tests\nzstd  # archives\n\n")).toEqual([
    { purpose: "run", names: ["git"], what: "data" },
    { purpose: "check", names: ["a", "b"], what: "tests" },
    { purpose: "run", names: ["zstd"], what: "archives" },
  ]);
});
