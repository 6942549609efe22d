import { describe, expect, test } from "vitest";
import { enterArguments } from "./enter.ts";

const entrance = { holder: 4711, architecture: "amd64", cpus: [0, 1] };
const user = { uid: 1000, gid: 1001, name: "builder" };

function text(...[more]: Parameters<typeof enterArguments> extends [unknown, infer C] ? [Partial<C>] : never): string {
  return enterArguments(entrance, { argv: ["true"], network: false, timeLimitMs: 1, ...more }).join(" ");
}

describe("how a command enters", () => {
  test("without network it joins the holder's network namespace, with network it stays in this machine's", () => {
    expect(text({ network: false })).toContain(" --net ");
    expect(text({ network: true })).not.toContain("--net");
  });

  test("it ends as the user asked for, in the directory, with the umask", () => {
    expect(text({ user, cwd: "/build", umask: "0002" })).toContain(" enter /build 0002 1000 1001 log env -i ");
    expect(text({ answer: true })).toContain(" enter / 022 0 0 keep env -i ");
  });

  test("its environment is its own: nothing is inherited, and only root is told to ask nobody", () => {
    expect(text({ user, env: { TZ: "<+14>-14" } })).toMatch(/ TZ=<\+14>-14 true$/);
    expect(text({ user })).toContain(" USER=builder LOGNAME=builder ");
    expect(text({ user })).not.toContain("DEBIAN_FRONTEND");
    expect(text({})).toContain(" DEBIAN_FRONTEND=noninteractive ");
  });

  test("i386 has its personality, and fewer processors can be asked for", () => {
    const command = { argv: ["uname"] as const, network: false, timeLimitMs: 1, cpus: [1] };
    const words = enterArguments({ ...entrance, architecture: "i386" }, { ...command, argv: ["uname"] });
    expect(words.slice(0, 5)).toEqual(["taskset", "--cpu-list", "1", "setarch", "i386"]);
  });
});
