import fc from "fast-check";
import { expect, test } from "vitest";
import { installedPrograms } from "./installed-programs.ts";

function isProgram(files: Readonly<Record<string, string>>, path: string): boolean {
  return installedPrograms([...Object.keys(files), path], (asked) => files[asked] ?? "")(path);
}

test.each<[string, string, boolean]>([
  ["install src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["install -D -- src/a.py src/b.py $(DESTDIR)/x", "src/b.py", true],
  ["install -m 755 src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["install -Dm0755 src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["install --mode=a+rx src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["install -t $(DESTDIR)/x -m 0755 src/a.py", "src/a.py", true],
  ["@cd x && install src/*.py $(DESTDIR)/x", "src/a.py", true],
  ["$(INSTALL) src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["$(RUN) src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["install src/b.py \\\n\t\tsrc/a.py \\\n\t\t$(DESTDIR)/x", "src/a.py", true],
  ["@-/usr/bin/install src/a.py $(DESTDIR)/x", "src/a.py", true],
  ["install -m 644 src/a.py $(DESTDIR)/x", "src/a.py", false],
  ["install -Dm 644 src/a.py $(DESTDIR)/x", "src/a.py", false],
  ["$(INSTALL_DATA) src/a.py $(DESTDIR)/x", "src/a.py", false],
  ["$(TEXT) src/a.py $(DESTDIR)/x", "src/a.py", false],
  ["install -d src/a.py $(DESTDIR)/x", "src/a.py", false],
  ["install src/b.py src/a.py", "src/a.py", false],
  ["apt install src/a.py $(DESTDIR)/x", "src/a.py", false],
  ["install src/*.py $(DESTDIR)/x", "src/deep/a.py", false],
])("%s", (command, path, expected) => {
  const text = `RUN = install -D --\nTEXT = install -m 644\ninstall:\n\t${command}\n\tcp x $(DESTDIR)/y\n`;
  expect(isProgram({ Makefile: text }, path)).toBe(expected);
  expect(isProgram({ "sub/Makefile": text }, `sub/${path}`)).toBe(expected);
});

test("automake's lists have the bit", () => {
  const text = "dist_bin_SCRIPTS = a \\\n\tb\nnoinst_SCRIPTS = c\nx_DATA = d\n";
  expect(["a", "b", "c", "d"].map((path) => isProgram({ "Makefile.am": text }, path))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each<[string, string]>([
  ["of long values", `A = install ${"x".repeat(900_000)}\ninstall:\n\t${"$(A)".repeat(2400)}\n`],
  ["of many values", `A = install ${"x".repeat(150)}\ninstall:\n${`\t${"$(A)".repeat(2400)}\n`.repeat(50)}`],
  ["of signs", `A = install ${";".repeat(100_000)}\ninstall:\n\t${"$(A)".repeat(10)}\n`],
  ["of signs in lines", `install:\n${`\t${";".repeat(9000)} install\n`.repeat(100)}`],
  ["of marks in lines", `install:\n${`\t;${"@".repeat(9000)} install\n`.repeat(100)}`],
])("a makefile %s takes little time", (_what, text) => {
  const began = performance.now();
  expect(isProgram({ Makefile: text }, "other/program")).toBe(false);
  expect(performance.now() - began).toBeLessThan(1500);
});

test("what no recipe installs has none, whatever recipes hold", () => {
  const words = fc.array(
    fc.constantFrom("install", "-m", "755", "$(", ")", "*", "x", "\\\n", "\t", ";", "_SCRIPTS =", "-"),
  );
  fc.assert(
    fc.property(words, (parts) => {
      expect(isProgram({ Makefile: `install:\n\t${parts.join(" ")}` }, "other/program")).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test("a pattern of many parts takes little time", () => {
  const text = `install:\n\tinstall -m755 ${"*a".repeat(13)}*b $(DESTDIR)/x\n`;
  const began = performance.now();
  expect(isProgram({ Makefile: text }, "a".repeat(250))).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});
