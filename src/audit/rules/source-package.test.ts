import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { audit } from "../index.ts";

/** A Debian source package with one defect for most rules, in the places that debhelper and its lists install. */
test("what a source package installs is judged where it will stand, and the rest of it is nobody's", async () => {
  const path = fileURLToPath(new URL("fixtures/source-package", import.meta.url));
  const processes = { run: () => Promise.reject(new Error("no program is started")) } as never;
  const { findings } = await audit({ path, scope: "tree", rules: [], processes });
  const marks = findings.map(({ rule, path: file, line, severity }) => `${file}:${line} ${rule} ${severity}`);
  expect(marks.sort()).toEqual([
    "debian/hello.apparmor:2 apparmor-wide-write medium",
    "debian/hello.apparmor:3 apparmor-capability medium",
    "debian/hello.postinst:3 setuid-granted medium",
    "debian/hello.service:5 python-isolation-call high",
    "debian/hello.service:5 unit-sandbox medium",
    "debian/hello.sudoers:1 sudo-arguments high",
    "debian/patches/late.patch:8 unit-sandbox medium",
    "src/50-hello.rules:2 polkit-rules high",
    "src/greet:3 perl-inc-relative high",
    "src/hello-report:1 python-isolation-shebang high",
    "src/hello.desktop:5 desktop-dbus-activatable low",
    "src/hello.policy:5 polkit-defaults medium",
    "src/menu.py:1 python-isolation-shebang high",
    "src/menu.py:4 desktop-lookup high",
  ]);
  const [report] = findings.filter(({ path: file }) => file === "src/hello-report");
  expect(report?.entryPath?.privilege).toBe("root");
});
