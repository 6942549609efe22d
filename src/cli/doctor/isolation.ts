import type { Check } from "./finding.ts";
import { PREPARE } from "./finding.ts";

/** Builds run in namespaces: tried for real, because many things can forbid them (kernel settings, containers, AppArmor). */
export const namespaces: Check = async ({ processes }) => {
  const what = "user namespaces";
  const kinds = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork"];
  try {
    await processes.run({ argv: ["unshare", ...kinds, "true"], timeLimitMs: 10_000 });
    return [{ what, state: "good", found: "user, mount, process, network, name and IPC namespaces work" }];
  } catch {
    const next =
      "allow them: sysctl kernel.unprivileged_userns_clone=1; a container must allow nesting, a chroot cannot have them";
    return [{ what, state: "missing", found: "unshare is refused", next }];
  }
};

/** The user under whom builds run: one of their own where root can make one, else the one who calls. */
export const idRanges: Check = async ({ user, readText }) => {
  const name = user.isRoot ? "sameday-build" : user.name;
  const needed = 65_536;
  const ranges = ["/etc/subuid", "/etc/subgid"].map((path) => ({
    path,
    count: longestRange(readText(path) ?? "", name),
  }));
  const short = ranges.filter((range) => range.count < needed);
  const what = "ranges of ids";
  if (short.length === 0)
    return [{ what, state: "good", found: `${name} has ${Math.min(...ranges.map((each) => each.count))} ids` }];
  const found = `${short.map((range) => range.path).join(" and ")} give ${name} fewer than ${needed} ids`;
  const next = user.isRoot ? PREPARE : `as root: usermod --add-subuids FIRST-LAST --add-subgids FIRST-LAST ${name}`;
  return [{ what, state: "missing", found, next }];
};

function longestRange(text: string, name: string): number {
  const counts = text.split("\n").map((line) => {
    const [owner, , count] = line.split(":");
    return owner === name ? Number(count) || 0 : 0;
  });
  return Math.max(0, ...counts);
}

const SERVICE_USERS = ["sameday", "sameday-build", "sameday-sign", "sameday-key"] as const;

/** Each kind of process has a user of its own when root starts them. */
export const users: Check = async ({ user, readText }) => {
  const what = "system users";
  if (!user.isRoot) {
    const found = `everything runs as ${user.name}`;
    return [
      { what, state: "weak", found, next: "start as root for separate users of desk, builders, signer and role key" },
    ];
  }
  const known = new Set((readText("/etc/passwd") ?? "").split("\n").map((line) => line.split(":")[0]));
  const missing = SERVICE_USERS.filter((name) => !known.has(name));
  if (missing.length === 0) return [{ what, state: "good", found: SERVICE_USERS.join(", ") }];
  return [{ what, state: "missing", found: `not there: ${missing.join(", ")}`, next: PREPARE }];
};
