import type { Check, Finding } from "./finding.ts";
import { PREPARE } from "./finding.ts";
import { parseRequirements, type Requirement } from "./requirements.ts";

export const node: Check = async ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const finding = { what: "Node", found: nodeVersion } as const;
  if (enough) return [{ ...finding, state: "good" }];
  return [{ ...finding, state: "missing", next: "20.19 or later; on Debian 13: apt install nodejs npm" }];
};

export const system: Check = async ({ readText }) => {
  const release = readText("/etc/os-release") ?? "";
  const field = (name: string): string => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(release)?.[1] ?? "";
  const found = field("PRETTY_NAME") || "no /etc/os-release";
  if (field("ID") === "debian" && ["12", "13"].includes(field("VERSION_ID")))
    return [{ what: "system", state: "good", found }];
  return [{ what: "system", state: "weak", found, next: "Sameday is tested on Debian 12 and 13" }];
};

/** The one line for apt; it repeats what the lines above say and counts as nothing of its own. */
export const ALL_PACKAGES = "all of them";

export const packages: Check = async (patient) => {
  const requirements = parseRequirements(patient.requirements);
  const installed = await installedPackages(patient.processes);
  if (!installed) {
    return [
      { what: "Debian packages", state: "missing", found: "dpkg-query does not answer", next: "use Debian 12 or 13" },
    ];
  }
  const missing = (purpose: Requirement["purpose"]): readonly Requirement[] =>
    requirements.filter((each) => each.purpose === purpose && !each.names.some((name) => installed.has(name)));
  const run = missing("run");
  const check = missing("check");
  const count = requirements.filter((each) => each.purpose === "run").length;
  const findings: Finding[] = run.map(({ names, what }) => ({
    what: `package ${names.join(" or ")}`,
    state: "missing",
    found: `not installed (${what})`,
    next: `apt install ${names[0]}, or ${PREPARE}`,
  }));
  if (run.length > 1) {
    findings.push({
      what: ALL_PACKAGES,
      state: "missing",
      found: `${run.length} packages`,
      next: `apt install --no-install-recommends ${run.map(({ names }) => names[0]).join(" ")}`,
    });
  }
  if (run.length === 0) findings.push({ what: "Debian packages", state: "good", found: `all ${count} are installed` });
  if (check.length > 0) {
    const names = check.map((each) => each.names[0]).join(" ");
    findings.push({
      what: "for make check",
      state: "weak",
      found: `not installed: ${names}`,
      next: "scripts/prepare check (as root), for the tests only",
    });
  }
  return findings;
};

async function installedPackages(
  processes: Parameters<Check>[0]["processes"],
): Promise<ReadonlySet<string> | undefined> {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in.
    const argv = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n"] as const;
    const { stdout } = await processes.run({ argv: [...argv], timeLimitMs: 30_000 });
    const lines = Buffer.from(stdout).toString("utf8").split("\n");
    return new Set(lines.flatMap((line) => (line.startsWith("installed ") ? [line.slice("installed ".length)] : [])));
  } catch {
    return undefined;
  }
}

export const postgres: Check = async ({ environment, list }) => {
  if (environment.DATABASE_URL) return [{ what: "PostgreSQL", state: "good", found: "DATABASE_URL names a server" }];
  const needed = ["initdb", "postgres", "pg_ctl", "pg_dump"];
  const versions = list("/usr/lib/postgresql").filter((version) => {
    const there = list(`/usr/lib/postgresql/${version}/bin`);
    return needed.every((name) => there.includes(name));
  });
  if (versions.length > 0)
    return [{ what: "PostgreSQL", state: "good", found: `version ${versions.sort().join(", ")}` }];
  const next = `apt install postgresql, or ${PREPARE}, which keeps it from starting a server of its own`;
  return [{ what: "PostgreSQL", state: "missing", found: "no server binaries in /usr/lib/postgresql", next }];
};
