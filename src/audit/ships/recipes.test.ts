import { describe, expect, test } from "vitest";
import { recipesOf } from "./recipes.ts";

/** Whether recipes of these texts install a path. */
function installs(files: Readonly<Record<string, string>>, path: string): boolean | undefined {
  return recipesOf([...Object.keys(files), path], (asked) => files[asked] ?? "")(path);
}

describe("recipes install what they name", () => {
  const makefile = "PROGRAMS = src/run\ninstall:\n\tinstall -m755 $(PROGRAMS) $(DESTDIR)/usr/bin/\n";
  test.each<[string, Record<string, string>, string, boolean | undefined]>([
    ["by a makefile's variable", { Makefile: makefile }, "src/run", true],
    ["not", { Makefile: makefile }, "tools/other", false],
    ["in another folder nobody says", { "src/Makefile": makefile }, "tools/other", undefined],
    ["by a pattern", { Makefile: `${makefile}X = $(wildcard more/*)\n` }, "more/x.py", true],
    ["not by a pattern that something else reads", { Makefile: `${makefile}\tcat more/*\n` }, "more/x.py", false],
    ["by their folder", { Makefile: `${makefile}\tcp -a app $(DESTDIR)/usr/share\n` }, "app/a/b.py", true],
    ["not by the folder to which something goes", { Makefile: makefile }, "usr/bin/x", false],
    ["but not what is run", { Makefile: `${makefile}\tpython3 tools/make.py > src/x\n` }, "tools/make.py", false],
    ["nor what a line begins with", { Makefile: `${makefile}\ttools/make --all\n` }, "tools/make", false],
    ["nor plain words of commands", { Makefile: `${makefile}\tflake8 app lint\n` }, "lint", false],
    ["nor targets", { Makefile: `${makefile}.PHONY: check\ncheck: lint\n` }, "check", false],
    [
      "nor what a release holds",
      { "Makefile.am": "bin_SCRIPTS = a\nEXTRA_DIST = \\\n\tb.py \\\n\tc.py\n" },
      "c.py",
      false,
    ],
    ["by automake", { "Makefile.am": "bin_SCRIPTS = \\\n\ta \\\n\tb.py\n" }, "b.py", true],
    ["as a template", { "Makefile.am": "bin_SCRIPTS = a\n" }, "a.in", true],
    ["without its language", { Makefile: `${makefile}\tcp x.py $(DESTDIR)/usr/bin/tool\n` }, "src/tool.py", true],
    ["but not for a word alone", { Makefile: `${makefile}\techo tool\n` }, "src/tool.py", false],
    ["not in comments", { Makefile: `${makefile}# tools/other\n` }, "tools/other", false],
    [
      "by the ending of a template",
      {
        "src/meson.build": "configure_file(\n  input: df_name + '.in',\n  output: '@BASENAME@',\n  install: true,\n)\n",
      },
      "src/prog.in",
      true,
    ],
    [
      "not by that of one that is not installed",
      { "src/meson.build": "install_data('x')\nconfigure_file(\n  input: df_name + '.in',\n  output: 'b')\n" },
      "src/prog.in",
      false,
    ],
    ["by meson", { "meson.build": "install_data('prog', install_dir: bindir)\n" }, "prog", true],
    [
      "but not what meson runs",
      { "meson.build": "install_data('prog')\nmeson.add_install_script('post.py')\n" },
      "post.py",
      false,
    ],
    [
      "nor what a target of meson runs",
      {
        "meson.build":
          "install_data('prog')\ngen = [python3, files('make.py')]\nrun_target('x', command: [files('other.py')])\n",
      },
      "make.py",
      false,
    ],
    [
      "nor what it tests",
      { "meson.build": "install_data('prog')\ntest('x', find_program('try.py'), args: ['a.py'])\n" },
      "a.py",
      false,
    ],
    [
      "nor what setup.py runs",
      { "setup.py": "run(['./tools/gen', 'x'])\nsetup(scripts=['prog'])\n" },
      "tools/gen",
      false,
    ],
    [
      "nor by an interpreter",
      { "setup.py": "run([sys.executable, 'tools/gen.py'])\nsetup(scripts=['prog'])\n" },
      "tools/gen.py",
      false,
    ],
    [
      "by the folder that a call over lines names",
      { "meson.build": "install_subdir(\n    'js',\n    install_dir: join_paths(datadir, 'x'),\n)\n" },
      "js/ui/x.py",
      true,
    ],
    ["by CMake", { "CMakeLists.txt": "install(PROGRAMS a b DESTINATION bin)\n" }, "b", true],
    ["by setup.py", { "setup.py": "setup(scripts=['prog'])\n" }, "prog", true],
    ["not by setup.py", { "setup.py": "setup(scripts=['prog'])\n" }, "scripts/dev.py", false],
    [
      "nor words of settings",
      { "pyproject.toml": "[project]\nname = 'run'\n[tool.x]\nfiles = ['lint']\n" },
      "lint",
      false,
    ],
    [
      "nor what is run from the top",
      { "a/Makefile.am": "x_DATA = y\nall:\n\t$(top_srcdir)/a/tool -d x\n" },
      "a/tool",
      false,
    ],
    ["by a pattern with a set", { "setup.py": 'setup(data_files=[("x", glob("lib/[!_]*"))])\n' }, "lib/x.py", true],
    [
      "as data without a word",
      { "setup.py": "from DistUtilsExtra.auto import setup\nsetup(name='x')\n" },
      "data/helper",
      true,
    ],
    [
      "data of a package",
      { "setup.py": 'setup(package_data={\n  "": ["img/*",\n       "run/*"]})\n', "app/__init__.py": "" },
      "app/run/x.py",
      true,
    ],
    ["not data of a folder", { "setup.py": 'setup(package_data={"": ["run/*"]})\n' }, "app/run/x.py", false],
    [
      "by a folder that is included",
      { "pyproject.toml": '[tool.poetry]\npackages = [\n  { include = "./app" },\n]\n' },
      "app/x.py",
      true,
    ],
    [
      "not packages that are left out",
      {
        "pyproject.toml": '[project]\n[tool.setuptools.packages.find]\nwhere = ["."]\ninclude = ["app*"]\n',
        "install/__init__.py": "",
      },
      "install/x.py",
      false,
    ],
    [
      "packages that are not left out",
      {
        "pyproject.toml": '[project]\n[tool.setuptools.packages.find]\nwhere = ["."]\ninclude = ["app*"]\n',
        "app/__init__.py": "",
      },
      "app/x.py",
      true,
    ],
    [
      "by a script of the project's own",
      { Makefile: makefile, "my-tool-installer": "cp scripts/tool-x /usr/local/bin/tool\n" },
      "scripts/tool-x",
      true,
    ],
    [
      "by a list of the project's own",
      { Makefile: makefile, "install/files.py": 'FILES = [\n  ("usr/bin/", ["bin/tool-x"]),\n]\n' },
      "bin/tool-x",
      true,
    ],
    ["by such a script alone nobody says", { "install.sh": "cp x /usr/bin/x\n" }, "tools/other", undefined],
    ["as a completion", { Makefile: makefile, "debian/x.bash-completion": "tools/x.bash x\n" }, "tools/x.bash", true],
    [
      "not what Perl runs for a recipe",
      { "Makefile.PL": "WriteMakefile(EXE_FILES => ['x']);\nsub f { '[ -f y ] || $^X after.pl' }\n" },
      "after.pl",
      false,
    ],
    ["beside a recipe for modules alone nobody says", { "Build.PL": "Module::Build->new\n" }, "x.cgi", undefined],
    ["below a recipe for modules", { "Build.PL": "Module::Build->new\n" }, "tools/x.pl", false],
    ["beside a recipe with programs", { "Build.PL": "Module::Build->new\n", "bin/y": "" }, "x.pl", false],
    ["in packages", { "setup.py": "setup(packages=find_packages())\n", "app/a/__init__.py": "" }, "app/a/b.py", true],
    ["by Perl's tools", { "Makefile.PL": "WriteMakefile(NAME => 'A')\n" }, "bin/x", true],
    [
      "by a spec file",
      { "x/a.spec": "%install\ninstall -m 755 files/p.py %{buildroot}%{_bindir}/p\n" },
      "files/p.py",
      true,
    ],
    [
      "not by the place of another",
      { "a.spec": "%install\ninstall -d %{buildroot}%{_datadir}/a/tools\n" },
      "tools/x",
      false,
    ],
    ["with a manual", { "setup.py": "setup(scripts=SCRIPTS)\n", "man/tool.1": "" }, "src/tool", true],
    [
      "that a desktop file starts",
      { "setup.py": "setup()\n", "a.desktop": "Exec=/usr/lib/a/tool.py\n" },
      "lib/tool.py",
      true,
    ],
  ])("%s", (_what, files, path, expected) => {
    expect(installs(files, path)).toBe(expected);
  });

  test.each([
    ["a makefile for the developers", { Makefile: "check:\n\tprove -r t\n" }],
    ["a list of packages alone", { "debian/a.install": "usr/bin/x\n" }],
    ["settings of tools", { "pyproject.toml": "[tool.black]\nline-length = 100\n" }],
    ["a test's recipe", { "tests/Makefile": "install:\n" }],
  ])("and %s says nothing", (_what, files) => {
    expect(installs(files as Record<string, string>, "tests/x/run")).toBe(undefined);
  });
});

test("texts of brackets that never close take no long time", () => {
  const begun = process.cpuUsage();
  for (const part of ["test(", "test(a ", "[python3, ", "[python3,(", "test(()", "command: [", "['./x'"]) {
    installs({ "meson.build": `install_data('prog')\n${part.repeat(20_000)}` }, "x");
  }
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
});
