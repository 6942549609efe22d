import { expect, test } from "vitest";
import type { AuditContext, AuditedFile, FileKind } from "../../model.ts";
import { setuidUnpackaged } from "./rule.ts";

interface Spec {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly kind?: FileKind;
  readonly text?: string;
}

/** An image of these files, as far as this rule looks at one. */
function image(files: Readonly<Record<string, Spec>>): AuditContext {
  const all = Object.entries(files).map(
    ([path, { mode = 0o755, uid = 0, gid = 0, kind = "other", text = "" }]): AuditedFile => ({
      path,
      installedPath: `/${path}`,
      fate: "image",
      kind,
      mode,
      owner: { uid, gid },
      size: text.length,
      text: () => text,
    }),
  );
  return {
    scope: "image",
    files: all,
    ofKind: (...kinds) => all.filter(({ kind }) => kinds.includes(kind)),
    installed: (path) => all.find(({ installedPath }) => installedPath === path),
    baseRelease: undefined,
    entries: { of: () => [], startedExplicitly: new Set(), isStartedByName: () => false },
  };
}

const STATUS: Spec = {
  kind: "dpkg-status",
  text: "Package: sudo\nStatus: install ok installed\nArchitecture: amd64\n\nPackage: odd\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\n",
};

function marks(files: Readonly<Record<string, Spec>>): string[] {
  const context = image({
    "var/lib/dpkg/status": STATUS,
    "var/lib/dpkg/info/sudo.list": { text: "/.\n/usr\n/usr/bin/sudo\n/bin/su\n/usr/bin/plain" },
    "var/lib/dpkg/info/odd:amd64.list": { text: "/.\n/usr/bin/odd\n/usr/bin/odder\n" },
    "var/lib/dpkg/statoverride": { kind: "statoverride", text: "root lp 4754 /usr/bin/chosen\n" },
    ...files,
  });
  return [...setuidUnpackaged.detect(context)].map(({ path, line, severity }) => `${path}:${line} ${severity}`);
}

test("programs that a package is known for, an administrator's choice, folders' bits on files that nobody starts", () => {
  expect(
    marks({
      "usr/bin/sudo": { mode: 0o4755 },
      "usr/bin/su": { mode: 0o4755 },
      "usr/bin/chosen": { mode: 0o4754 },
      "usr/bin/plain": {},
      "srv/data": { mode: 0o2644 },
    }),
  ).toEqual([]);
});

test("programs that nobody accounts for", () => {
  expect(
    marks({
      "usr/bin/odd": { mode: 0o4755 },
      "usr/bin/oddest": { mode: 0o4755 },
      "usr/bin/mount": { mode: 0o4755 },
      "opt/x/helper": { mode: 0o4755, uid: 1000 },
      "opt/x/grouped": { mode: 0o2755, gid: 42 },
      "tmp/sh": { mode: 0o6755 },
    }),
  ).toEqual([
    "usr/bin/odd:0 low",
    "usr/bin/oddest:0 high",
    "usr/bin/mount:0 high",
    "opt/x/helper:0 medium",
    "opt/x/grouped:0 medium",
    "tmp/sh:0 high",
  ]);
});

test.each<[string, Spec, string]>([
  ["root's", { mode: 0o4755 }, "The program is setuid root, and no package owns it."],
  ["a user's", { mode: 0o4755, uid: 33 }, "The program is setuid of the user 33, and no package owns it."],
  ["a group's", { mode: 0o2755, gid: 42 }, "The program is setgid of the group 42, and no package owns it."],
])("%s program is called so", (_what, spec, says) => {
  expect([...setuidUnpackaged.detect(image({ "opt/x": spec }))].map(({ message }) => message)).toEqual([says]);
});

test.each<[string, string, Spec, readonly string[]]>([
  ["the same", "root lp 4754 /opt/x", { mode: 0o4754, gid: 7 }, []],
  ["in numbers", "#0 #7 4754 /opt/x", { mode: 0o4754, gid: 7 }, []],
  ["a name that nobody knows", "root scanner 4754 /opt/x", { mode: 0o4754, gid: 7 }, []],
  ["a name on a merged system", "root lp 4754 /bin/x", { mode: 0o4754, gid: 7 }, []],
  ["another mode", "root lp 4750 /opt/x", { mode: 0o4755, gid: 7 }, ["high"]],
  ["another group", "root lp 4754 /opt/x", { mode: 0o4754, gid: 8 }, ["high"]],
  ["another user", "lp lp 4754 /opt/x", { mode: 0o4754, gid: 7 }, ["high"]],
  ["another number", "#1 #7 4754 /opt/x", { mode: 0o4754, gid: 7 }, ["high"]],
  ["no line of dpkg's", "root lp u+s /opt/x", { mode: 0o4754, gid: 7 }, ["high"]],
])("an administrator's choice accounts for the bits that it names: %s", (_, line, spec, found) => {
  const context = image({
    "etc/passwd": { text: "root:x:0:0::/root:/bin/sh\nlp:x:7:7::/:/bin/false\n" },
    "etc/group": { text: "root:x:0:\nlp:x:7:\n" },
    "var/lib/dpkg/statoverride": { kind: "statoverride", text: `${line}\n` },
    [line.endsWith("/bin/x") ? "bin/x" : "opt/x"]: spec,
  });
  expect([...setuidUnpackaged.detect(context)].map(({ severity }) => severity)).toEqual(found);
});

test.each<[string, Spec, string]>([
  ["find", { mode: 0o4755 }, "high"],
  ["find", { mode: 0o2755 }, "high"],
  ["find", { mode: 0o4755, uid: 13 }, "low"],
  ["python3.11", { mode: 0o4755 }, "high"],
  ["firejail", { mode: 0o4755 }, "low"],
  ["cmp", { mode: 0o4755 }, "low"],
])("a package's %s with the bit of %o", (name, spec, severity) => {
  const context = image({
    "var/lib/dpkg/status": STATUS,
    "var/lib/dpkg/info/sudo.list": { text: `/.\n/usr/bin/${name}\n` },
    [`usr/bin/${name}`]: spec,
  });
  expect([...setuidUnpackaged.detect(context)].map((found) => found.severity)).toEqual([severity]);
});
