import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedFile } from "../../src/builder/index.ts";
import type { SmallDesk } from "./builder-desk.ts";

/** Every system has it, so that a machine has an older version that can be upgraded. */
export const TINY = "hostname";
export const TINY_VERSION = "99.1";

const CONTROL = `Source: ${TINY}
Section: admin
Priority: optional
Maintainer: Test <test@example.org>
Standards-Version: 4.6.2
Build-Depends: hello
Rules-Requires-Root: no

Package: ${TINY}
Architecture: any
Description: tiny package of a test
 It prints one line.
`;

const PROGRAM = `#include <stdio.h>
int main(void) { puts("tiny and fixed"); return 0; }
`;

export interface TinyOptions {
  /** What debian/rules does before it packs: commands, one a line, in the source tree. */
  readonly build?: string;
  /** A line that ends up in the package; make expands it. */
  readonly stamp?: string;
  readonly tests?: boolean;
  /** A build dependency beside the usual one. */
  readonly needs?: string;
  /** Default `TINY_VERSION`. */
  readonly version?: string;
}

/**
 * Makes a native source package of one C file with dpkg-source, and offers it on the desk.
 * No debhelper: the package builds in a second, and shows that nothing but dpkg is asked of a source.
 */
export async function makeTinySource(desk: Pick<SmallDesk, "offer">, options: TinyOptions = {}): Promise<NamedFile[]> {
  const directory = mkdtempSync("/var/tmp/sameday-tiny-");
  try {
    const tree = join(directory, "tree");
    mkdirSync(join(tree, "debian/source"), { recursive: true });
    const write = (name: string, text: string): void => writeFileSync(join(tree, name), text);
    write("tiny.c", PROGRAM);
    write(
      "debian/control",
      CONTROL.replace("hello", options.needs === undefined ? "hello" : `hello, ${options.needs}`),
    );
    write("debian/source/format", "3.0 (native)\n");
    write(
      "debian/changelog",
      `${TINY} (${options.version ?? TINY_VERSION}) unstable; urgency=high\n\n  * Fix it.\n\n -- Test <test@example.org>  Sun, 01 Jun 2025 10:00:00 +0000\n`,
    );
    write("debian/rules", rules(options));
    chmodSync(join(tree, "debian/rules"), 0o755);
    if (options.tests ?? true) {
      mkdirSync(join(tree, "debian/tests"));
      write(
        "debian/tests/control",
        `Tests: prints\nDepends: ${TINY}\n\nTests: root\nDepends: ${TINY}\nRestrictions: needs-root\n`,
      );
      write("debian/tests/prints", `#!/bin/sh\nset -e\ntest "$(id -u)" != 0\ntest "$(${TINY})" = "tiny and fixed"\n`);
      write("debian/tests/root", '#!/bin/sh\nset -e\ntest "$(id -u)" = 0\n');
    }
    execFileSync("dpkg-source", ["--build", tree], { cwd: directory, stdio: "pipe" });
    const names = readdirSync(directory).filter((name) => name !== "tree");
    return await Promise.all(names.map((name) => desk.offer(name, readFileSync(join(directory, name)))));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function rules(options: TinyOptions): string {
  const lines = (options.build ?? "true").trim().split("\n");
  const script = lines.map((line) => line.replaceAll("$", "$$$$")).join(" && ");
  return `#!/usr/bin/make -f
export SHELL = /bin/sh
clean:
	rm -rf tiny debian/tmp debian/files
build build-arch build-indep:
	${script}
	gcc -O2 -o tiny tiny.c
binary-indep:
binary binary-arch: build
	install -d -m 755 debian/tmp debian/tmp/DEBIAN debian/tmp/usr debian/tmp/usr/bin debian/tmp/usr/share debian/tmp/usr/share/tiny
	install -m 755 tiny debian/tmp/usr/bin/${TINY}
	echo "${options.stamp ?? "the same"}" > debian/tmp/usr/share/tiny/stamp
	chmod 644 debian/tmp/usr/share/tiny/stamp
	dpkg-gencontrol -Pdebian/tmp
	dpkg-deb --root-owner-group --build debian/tmp ..
`;
}
