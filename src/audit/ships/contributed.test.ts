import { describe, expect, test } from "vitest";
import { contributedOf } from "./contributed.ts";

function ships(files: Readonly<Record<string, string>>, path: string, mayShip = false): boolean {
  return contributedOf([...Object.keys(files), path], (asked) => files[asked] ?? "", mayShip)(path);
}

const INSTALLS = "install:\n\tinstall -m755 contrib/tool.py $(DESTDIR)/usr/bin/tool\n";

describe("what lies in contrib/ is installed", () => {
  test.each<[string, Record<string, string>, string, boolean]>([
    ["by its path", { Makefile: INSTALLS }, "contrib/tool.py", true],
    ["not for another of its name", { Makefile: INSTALLS }, "contrib/other/tool.py", false],
    ["not beside it", { Makefile: INSTALLS }, "contrib/other.py", false],
    [
      "by its folder",
      { "meson.build": "install_subdir('contrib/shell', install_dir: x)\n" },
      "contrib/shell/a/b.sh",
      true,
    ],
    ["by a pattern", { "setup.py": "setup(data_files=[('x', glob('contrib/*.py'))])\n" }, "contrib/a.py", true],
    [
      "by a recipe of its own",
      { "contrib/a/meson.build": "install_data('tool.py', install_dir: x)\n" },
      "contrib/a/tool.py",
      true,
    ],
    ["by automake of its own", { "contrib/Makefile.am": "bin_SCRIPTS = tool other\n" }, "contrib/other", true],
    [
      "not where it is packed",
      { "contrib/Makefile.am": "bin_SCRIPTS = tool\nEXTRA_DIST = other\n" },
      "contrib/other",
      false,
    ],
    [
      "not for readers",
      { Makefile: "install:\n\tcp -a contrib $(DESTDIR)/usr/share/doc/x\n" },
      "contrib/tool.py",
      false,
    ],
    ["not when it is run", { Makefile: `${INSTALLS}x:\n\tpython3 contrib/y.py\n` }, "contrib/y.py", false],
    [
      "not by an installer that lies in there",
      { "contrib/install.sh": "cp contrib/x /usr/bin/x\n" },
      "contrib/x",
      false,
    ],
  ])("%s", (_what, files, path, expected) => {
    expect(ships(files, path)).toBe(expected);
  });
});

test("where nothing says what ships, it is for users", () => {
  expect(ships({}, "contrib/x.pl", true)).toBe(true);
  expect(ships({ "Build.PL": "use Module::Build;\n" }, "contrib/x.pl", true)).toBe(true);
  expect(ships({ Makefile: "install:\n\tinstall a $(DESTDIR)/b\n" }, "contrib/x.pl", true)).toBe(false);
  expect(ships({}, "docs/x.pl", true)).toBe(false);
});
