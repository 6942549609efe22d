import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ProcessRunner } from "../../src/kernel/index.ts";

/** bookworm ships this source in 1:1.99.1-7.3, with a package for each architecture and others for all. */
export const SOURCE = "fortune-mod";
export const SHIPPED = "1:1.99.1-7.3";
export const FIXED = "1:1.99.1.1";
export const NATIVE = "fortune-mod";
export const SHARED = "fortunes-min";

const CONTROL = `Source: ${SOURCE}
Section: games
Priority: optional
Maintainer: Test <test@example.org>
Standards-Version: 4.6.2
Rules-Requires-Root: no

Package: ${NATIVE}
Architecture: any
Description: tiny stand-in with one program
 It prints the machine that it was built for.

Package: ${SHARED}
Architecture: all
Description: tiny stand-in with one file
 It is the same on every machine.
`;

const PROGRAM = `#include <stdio.h>
int main(void) { printf("%d bits\\n", (int) sizeof(void *) * 8); return 0; }
`;

/** Without debhelper: builds in a second. The shared package may be made once only, on the first architecture. */
const RULES = `#!/usr/bin/make -f
clean:
	rm -rf fortune debian/tmp debian/files
build-arch:
	gcc -O2 -o fortune fortune.c
build-indep:
build: build-arch build-indep
binary-arch: build-arch
	install -d debian/tmp/native/DEBIAN debian/tmp/native/usr/games
	install -m 755 fortune debian/tmp/native/usr/games/fortune
	dpkg-gencontrol -p${NATIVE} -Pdebian/tmp/native
	dpkg-deb --root-owner-group --build debian/tmp/native ..
binary-indep: build-indep
	install -d debian/tmp/shared/DEBIAN debian/tmp/shared/usr/share/games/fortunes
	install -m 644 fortune.c debian/tmp/shared/usr/share/games/fortunes/tiny
	dpkg-gencontrol -p${SHARED} -Pdebian/tmp/shared
	dpkg-deb --root-owner-group --build debian/tmp/shared ..
binary: binary-arch binary-indep
`;

/** Makes the source package in a directory with dpkg-source and answers its files, the .dsc first. */
export async function makeSource(runner: ProcessRunner, directory: string): Promise<string[]> {
  const scratch = await mkdtemp(path.join(directory, "making-"));
  const tree = path.join(scratch, "tree");
  await mkdir(path.join(tree, "debian/source"), { recursive: true });
  const write = (name: string, text: string): Promise<void> => writeFile(path.join(tree, name), text);
  await write("fortune.c", PROGRAM);
  await write("debian/control", CONTROL);
  await write("debian/rules", RULES);
  await write("debian/source/format", "3.0 (native)\n");
  await write(
    "debian/changelog",
    `${SOURCE} (${FIXED}) bookworm-security; urgency=high\n\n  * Fix it.\n\n -- Test <test@example.org>  Sun, 01 Jun 2025 10:00:00 +0000\n`,
  );
  await chmod(path.join(tree, "debian/rules"), 0o755);
  await runner.run({ argv: ["dpkg-source", "--build", tree], cwd: scratch, timeLimitMs: 60_000 });
  const names = (await readdir(scratch)).filter((name) => name !== "tree").sort();
  await runner.run({
    argv: ["mv", "--", ...names.map((name) => path.join(scratch, name)), directory],
    timeLimitMs: 10_000,
  });
  await rm(scratch, { recursive: true });
  return names.map((name) => path.join(directory, name));
}
