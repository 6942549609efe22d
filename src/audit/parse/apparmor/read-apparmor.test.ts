import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readApparmor } from "./read-apparmor.ts";
import type { ApparmorFileRule } from "./types.ts";

const PROFILE = `#include <tunables/global>
@{etcd}=/etc/d "/etc/d two" # a comment
@{etcd}+=/srv/d
alias /home/ -> /srv/home/,
abi <abi/3.0>,

profile d /usr/{bin,sbin}/d flags=(attach_disconnected, complain) {
  include <abstractions/base>
  include if exists <local/d>
  # capability sys_admin,
  capability,
  capability setuid CAP_SETGID,
  deny capability sys_module,
  /tmp/** rw, # said here
  owner "@{HOME}/My Files/**" rwk,
  rmix /usr/bin/x,
  audit deny /etc/{a,b}.d/#x r,
  /usr/bin/y PUxr -> y_profile,
  file,
  network inet stream,
  dbus (send, receive) bus=system path=/a,b member={A,B} peer=(name=org.x, label=unconfined),
  mount options=(rw, bind) /a -> /b,
  ptrace (read, trace) peer=@{profile_name},
  signal set=(term kill),
  set rlimit nofile <= 1024,
  change_profile unsafe /bin/sh -> unconfined,
  link /a -> /b,
  owner {
    /o r,
  }
  ^hat flags=(complain){
    /h r,
  }
  profile child {
    /c
      rw,
  }
}
`;

/** `letters path` of file rules. */
function files(text: string): string[] {
  return readApparmor(text)
    .value.rules.filter((rule): rule is ApparmorFileRule => rule.kind === "file")
    .map(({ access, path, transition: start }) =>
      [access, path, start && `${start.to}${start.fallback ?? ""}${start.scrubs ? "!" : ""}`].filter(Boolean).join(" "),
    );
}

describe("readApparmor", () => {
  const { value, problems } = readApparmor(PROFILE);
  const rule = (line: number) => value.rules.find((each) => each.line === line);

  it("reads everything that a profile can say", () => {
    expect(problems).toEqual([]);
    expect(
      value.profiles.map(({ name, attachment, flags, isHat, parent, line }) => [
        name,
        attachment,
        flags,
        isHat,
        parent?.name,
        line,
      ]),
    ).toEqual([
      ["d", "/usr/{bin,sbin}/d", ["attach_disconnected", "complain"], false, undefined, 7],
      ["hat", undefined, ["complain"], true, "d", 31],
      ["child", undefined, [], false, "d", 34],
    ]);
    expect(
      value.includes.map(({ path, isSearched, isOptional, profile }) => [path, isSearched, isOptional, profile?.name]),
    ).toEqual([
      ["tunables/global", true, false, undefined],
      ["abstractions/base", true, false, "d"],
      ["local/d", true, true, "d"],
    ]);
    expect(value.variables).toEqual([
      { name: "etcd", values: ["/etc/d", "/etc/d two"], isAppended: false, line: 2 },
      { name: "etcd", values: ["/srv/d"], isAppended: true, line: 3 },
    ]);
    expect(value.aliases).toEqual([{ from: "/home/", to: "/srv/home/", line: 4 }]);
  });

  it("keeps rules with their lines, qualifiers and profiles", () => {
    expect(rule(10)).toBeUndefined();
    expect(rule(11)).toMatchObject({ kind: "capability", names: [], isDenied: false });
    expect(rule(12)).toMatchObject({ kind: "capability", names: ["setuid", "setgid"] });
    expect(rule(13)).toMatchObject({ kind: "capability", isDenied: true });
    expect(rule(14)).toMatchObject({ path: "/tmp/**", access: "rw", ownerOnly: false, profile: { name: "d" } });
    expect(rule(15)).toMatchObject({ path: "@{HOME}/My Files/**", access: "rwk", ownerOnly: true });
    expect(rule(16)).toMatchObject({ path: "/usr/bin/x", access: "rm", transition: { to: "i" } });
    expect(rule(17)).toMatchObject({ path: "/etc/{a,b}.d/#x", isAudited: true, isDenied: true });
    expect(rule(18)).toMatchObject({
      access: "r",
      target: "y_profile",
      transition: { to: "p", fallback: "u", scrubs: true },
    });
    expect(rule(19)).toMatchObject({ kind: "file", path: undefined });
    expect(rule(21)).toMatchObject({
      kind: "dbus",
      words: ["(send, receive)", "bus=system", "path=/a,b", "member={A,B}", "peer=", "(name=org.x, label=unconfined)"],
    });
    expect(rule(26)).toMatchObject({ kind: "change_profile", program: "/bin/sh", target: "unconfined" });
    expect(rule(29)).toMatchObject({ path: "/o", ownerOnly: true });
    expect(rule(32)).toMatchObject({ path: "/h", profile: { name: "hat" } });
    expect(rule(35)).toMatchObject({ path: "/c", endLine: 36, profile: { name: "child" } });
  });

  it.each([
    ["/a rmUx,", "rm /a u!"],
    ["/a Uxmr,", "mr /a u!"],
    ["/a ixrw,", "rw /a i"],
    ["/a ux,", "/a u"],
    ["/a Pix,", "/a pi!"],
    ["/a rCux,", "r /a cu!"],
    ["/a cx -> b,", "/a c"],
    ["deny /a x,", "/a -"],
    ["file rw /a,", "rw /a"],
    ["file /a rw,", "rw /a"],
    ["/a r,}", "r /a"],
    ["/a,b r,", "r /a,b"],
  ])("reads %s", (text, expected) => {
    expect(files(text)).toEqual([expected]);
  });

  it.each([
    ["/x { /a r }", "apparmor-comma", 1],
    ["/x {\n /a rw\n /b r,\n}", "apparmor-rule", 2],
    ["/x {\n /a rz,\n}", "apparmor-rule", 2],
    ["/x {\n nonsense,\n}", "apparmor-rule", 2],
    ["/x {\n", "apparmor-brace", 1],
    ["}", "apparmor-brace", 1],
    ["one two three {\n}", "apparmor-block", 1],
  ])("%j is a problem", (text, code, line) => {
    expect(readApparmor(text).problems.map((problem) => [problem.code, problem.place.line])).toContainEqual([
      code,
      line,
    ]);
  });

  it("keeps what stands around a bad rule", () => {
    expect(files("/x {\n /a r,\n nonsense,\n /b w,\n}")).toEqual(["r /a", "w /b"]);
  });

  it("takes lines that end in CR LF", () => {
    expect(readApparmor(PROFILE.replaceAll("\n", "\r\n")).problems).toEqual([]);
  });

  it("survives any text", () => {
    const piece = fc.constantFrom(
      ...'{}(),"\\#@\n '.split(""),
      "/a",
      "@{A}=",
      "include <",
      "flags=(",
      "deny ",
      "-> ",
      "rw",
      "^h",
      "capability",
      "if ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 80 }), (pieces) => {
        const text = pieces.join("");
        const lines = text.split("\n").length;
        const read = readApparmor(text);
        for (const each of read.value.rules) expect(each.endLine).toBeLessThanOrEqual(lines);
        expect(read.problems.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 300 },
    );
  });

  it("takes time in proportion to the text", () => {
    for (const piece of [
      "{",
      "}",
      "(",
      '"',
      "\\",
      ",",
      "#include ",
      "@{",
      "@{A}=\\\n",
      "a ",
      "/x {",
      "flags=(",
      " ",
      "\n",
      "x",
      "@{A}= ",
      "owner ",
    ]) {
      const started = process.cpuUsage();
      readApparmor(piece.repeat(Math.ceil(200_000 / piece.length)));
      expect(process.cpuUsage(started).user / 1000, piece).toBeLessThan(5000);
    }
  }, 90_000);
});

const PARSER = "/usr/sbin/apparmor_parser";
const FEATURES = "/etc/apparmor.d/abi/3.0";

/** The files of a folder that hold profiles, one level deep, as the loader reads them. */
function profilesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe.skipIf(!existsSync(PARSER) || !existsSync(FEATURES))("beside apparmor_parser", () => {
  it("names the same profiles in those of this machine", () => {
    for (const path of profilesIn("/etc/apparmor.d")) {
      const { value: read, problems: found } = readApparmor(readFileSync(path, "utf8"));
      expect(found, path).toEqual([]);
      const full = (profile: (typeof read.profiles)[number]): string =>
        profile.parent ? `${full(profile.parent)}//${profile.name}` : profile.name;
      const names = execFileSync(PARSER, ["-N", path], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      // Variables in names and included children are the loader's to resolve.
      const theirs = names.split("\n").filter((name) => name !== "" && !/[*?[{@]/.test(name));
      const ours = new Set(read.profiles.map(full));
      const own = theirs.filter((name) => !name.includes("//") || ours.has(name));
      for (const name of own) expect(ours, path).toContain(name);
    }
  }, 60_000);

  it("finds a problem where it does, and none where it does not", () => {
    const folder = mkdtempSync(join(tmpdir(), "sameday-apparmor-"));
    try {
      for (const rule of [
        "/a r,",
        "/a rw",
        "/a rz,",
        "r /a,",
        "file,",
        "file rw /a,",
        "capability,",
        "capability nonsense",
        "capability sys_admin setuid,",
        "deny /a w,",
        "owner /a rw,",
        "audit deny owner /a rw,",
        "/a Pix,",
        "/a pxr,",
        "/a rmUx,",
        "/a Uxmr,",
        "/a cx -> b,",
        '"/a b" r,',
        '"/a b r,',
        "network,",
        "network inet stream,",
        "dbus bus=system,",
        "mount,",
        "umount /x,",
        "ptrace read,",
        "signal (send) set=(term),",
        "change_profile -> x,",
        "set rlimit nofile <= 10,",
        "nonsense,",
        "/a{b,c}d r,",
        "/a#b r,",
        "link /a -> /b,",
        "/a r, }",
        "{ /a r,",
        "owner { /a r, }",
        "^h { /a r, }",
        "profile c { /a r, }",
        "unix,",
        "pivot_root,",
        "# only a comment",
        "/a,b r,",
        "/a r,/b r,",
      ]) {
        const path = join(folder, "profile");
        writeFileSync(path, `profile x /usr/bin/x {\n  ${rule}\n}\n`);
        let accepts = true;
        try {
          execFileSync(PARSER, ["-Q", "-K", "--kernel-features", FEATURES, path], { stdio: "ignore" });
        } catch {
          accepts = false;
        }
        expect(readApparmor(readFileSync(path, "utf8")).problems.length === 0, rule).toBe(accepts);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
