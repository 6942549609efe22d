import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { audit } from "../index.ts";

/** Hooks of live-build with one defect for most rules of programs, in what they write into the image. */
test("what scripts write into the image is judged as it will stand there, at the lines of the scripts", async () => {
  const path = fileURLToPath(new URL("fixtures/written", import.meta.url));
  const processes = { run: () => Promise.reject(new Error("no program is started")) } as never;
  const { findings } = await audit({ path, scope: "tree", rules: [], processes });
  const marks = findings.map(
    ({ rule, path: file, line, severity }) => `${file.split("/").at(-1)}:${line} ${rule} ${severity}`,
  );
  expect(marks).toEqual([
    "0100-menu.hook.chroot:6 python-isolation-shebang medium",
    "0200-agent.hook.chroot:3 python-isolation-shebang medium",
    "0200-agent.hook.chroot:5 python-isolation-shebang medium",
    "0300-reports.hook.chroot:6 perl-inc-relative medium",
    "0300-reports.hook.chroot:20 perl-inc-relative medium",
    "0300-reports.hook.chroot:27 python-isolation-call high",
    "0300-reports.hook.chroot:36 python-isolation-shebang high",
    "0300-reports.hook.chroot:40 python-isolation-call high",
    "0300-reports.hook.chroot:46 python-isolation-call medium",
    "0300-reports.hook.chroot:51 desktop-lookup medium",
  ]);
  const service = findings.find(({ line, rule }) => line === 36 && rule === "python-isolation-shebang");
  expect(service?.entryPath).toMatchObject({
    privilege: "root",
    steps: [{ what: "unit", path: "config/hooks/normal/0300-reports.hook.chroot", line: 31 }],
  });
});
