import { describe, expect, test } from "vitest";
import { readConfiguration } from "./configuration/read-configuration.ts";
import type { Place } from "./place.ts";
import { shipsOf } from "./ships.ts";

/** The judge of a tree of these files; texts by path, empty where none is given. */
function judgeOf(files: Readonly<Record<string, string>>, configuration?: string): (path: string) => Place {
  const paths = Object.keys(files);
  const directories = new Set(
    paths.flatMap((path) => path.split("/").map((_part, at, parts) => parts.slice(0, at).join("/"))),
  );
  directories.delete("");
  const read = configuration === undefined ? undefined : readConfiguration(Buffer.from(configuration), "c.toml");
  if (read) expect(read.problems).toEqual([]);
  return shipsOf({
    directories: [...directories],
    files: paths,
    textOf: (path) => files[path] ?? "",
    configuration: read?.value,
  });
}

function empty(...paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, ""]));
}

describe("live-build", () => {
  const files = empty(
    ...[
      "auto/config",
      "bin/release",
      "debian/control",
      "usr/x",
      "features/a/b.py",
      "features/a/b.feature",
      "plugins/sudoers/regress/sudoers/test1.in",
      "wiki/etc/systemd/system/x",
    ],
    ...[
      "config/chroot_local-includes/etc/sudoers.d/x",
      "config/includes.chroot/usr/bin/y",
      "config/includes.chroot_after_packages/z",
    ],
    ...["config/chroot_local-hooks/1-x", "config/hooks/live/2-y.hook.chroot", "config/chroot_local-patches/p.diff"],
    ...["config/package-lists/a.list", "config/includes.binary/boot/x", "image/config/includes.chroot/opt/a"],
    ...[
      "dist.ini",
      "bin/run",
      "lib/A/B.pm",
      "t/a.t",
      "features/a.feature",
      "features/b.pl",
      ".gitignore",
      "README",
    ].map((name) => `config/chroot_local-includes/usr/src/app/${name}`),
    "config/chroot_local-includes/usr/src/other.c",
  );
  const placeOf = judgeOf(files);

  test.each([
    ["config/chroot_local-includes/etc/sudoers.d/x", "image", "/etc/sudoers.d/x"],
    ["config/includes.chroot/usr/bin/y", "image", "/usr/bin/y"],
    ["config/includes.chroot_after_packages/z", "image", "/z"],
    ["image/config/includes.chroot/opt/a", "image", "/opt/a"],
    ["config/includes.binary/boot/x", "image", undefined],
    ["config/chroot_local-patches/p.diff", "image", undefined],
    ["config/chroot_local-hooks/1-x", "build", undefined],
    ["config/hooks/live/2-y.hook.chroot", "build", undefined],
    ["config/package-lists/a.list", "build", undefined],
    ["features/a/b.py", "test", undefined],
    ["plugins/sudoers/regress/sudoers/test1.in", "test", undefined],
    ["bin/release", "dev", undefined],
    ["debian/control", "dev", undefined],
    ["wiki/etc/systemd/system/x", "dev", undefined],
    ["config/chroot_local-includes/usr/src/app/bin/run", "image", "/usr/local/bin/run"],
    ["config/chroot_local-includes/usr/src/app/lib/A/B.pm", "image", "/usr/local/share/perl5/A/B.pm"],
    ["config/chroot_local-includes/usr/src/app/t/a.t", "test", undefined],
    ["config/chroot_local-includes/usr/src/app/features/b.pl", "test", undefined],
    ["config/chroot_local-includes/usr/src/app/.gitignore", "dev", undefined],
    ["config/chroot_local-includes/usr/src/other.c", "image", "/usr/src/other.c"],
  ])("%s: %s at %s", (path, fate, installedPath) => {
    expect(placeOf(path)).toEqual({ fate, installedPath });
  });
});

describe("a mirrored root", () => {
  const placeOf = judgeOf(
    empty(
      ...["usr/bin/x", "usr/libexec/a/b#some-package", "etc/sudoers.d/y", "lib/systemd/system/z.service", "opt/o"],
      ...["bin/release", "README.md", "tests/usr/bin/t", "parts/two/etc/systemd/system/u.service", "parts/two/bin/v"],
      ...["debian/control", "debian/main.postinst", "doc/etc/ssh/w"],
    ),
  );
  test.each([
    ["usr/bin/x", "image", "/usr/bin/x"],
    ["usr/libexec/a/b#some-package", "image", "/usr/libexec/a/b"],
    ["etc/sudoers.d/y", "image", "/etc/sudoers.d/y"],
    ["lib/systemd/system/z.service", "image", "/lib/systemd/system/z.service"],
    ["parts/two/etc/systemd/system/u.service", "image", "/etc/systemd/system/u.service"],
    ["parts/two/bin/v", "image", "/bin/v"],
    ["debian/main.postinst", "image", "/var/lib/dpkg/info/main.postinst"],
    ["bin/release", "dev", undefined],
    ["README.md", "dev", undefined],
    ["tests/usr/bin/t", "test", undefined],
    ["doc/etc/ssh/w", "dev", undefined],
  ])("%s: %s at %s", (path, fate, installedPath) => {
    expect(placeOf(path)).toEqual({ fate, installedPath });
  });
});

describe("a Debian source package", () => {
  const control = "Source: app\n\nPackage: app\nArchitecture: all\n\nPackage: app-extra\nArchitecture: all\n";
  const lists = {
    "debian/app.install":
      "src/run usr/bin\ndata/*.desktop /usr/share/applications/\n# comment\ndebian/tmp/etc/x\nmods usr/lib/app\n",
    "debian/app-extra.install": "#!/usr/bin/dh-exec\nsrc/old.py => /usr/libexec/new\n",
  };
  const files = {
    ...empty(
      ...[
        "src/run",
        "src/old.py",
        "src/helper",
        "data/a.desktop",
        "mods/b/c.py",
        "etc/x",
        "debian/app.service",
        "debian/app.org.example.Daemon.service",
        "debian/rules",
      ],
      ...[
        "debian/app-extra.user.timer",
        "debian/cron.d",
        "debian/tests/run",
        "debian/patches/a.patch",
        "debian/postinst",
      ],
    ),
    "debian/control": control,
    ...lists,
  };
  const rows = [
    ["src/run", "image", "/usr/bin/run"],
    ["src/old.py", "image", "/usr/libexec/new"],
    ["data/a.desktop", "image", "/usr/share/applications/a.desktop"],
    ["mods/b/c.py", "image", "/usr/lib/app/mods/b/c.py"],
    ["etc/x", "image", "/etc/x"],
    ["debian/app.service", "image", "/usr/lib/systemd/system/app.service"],
    ["debian/app.org.example.Daemon.service", "image", "/usr/lib/systemd/system/org.example.Daemon.service"],
    ["debian/app-extra.user.timer", "image", "/usr/lib/systemd/user/app-extra.timer"],
    ["debian/cron.d", "image", "/etc/cron.d/app"],
    ["debian/postinst", "image", "/var/lib/dpkg/info/app.postinst"],
    ["debian/patches/a.patch", "image", undefined],
    ["debian/tests/run", "test", undefined],
    ["debian/rules", "build", undefined],
    ["src/helper", "dev", undefined],
  ] as const;
  test.each(rows)("%s: %s at %s", (path, fate, installedPath) => {
    expect(judgeOf(files)(path)).toEqual({ fate, installedPath });
  });

  test("below a folder of its own", () => {
    const moved = Object.fromEntries(Object.entries(files).map(([path, text]) => [`pkg/app/${path}`, text]));
    for (const [path, fate, installedPath] of rows)
      expect(judgeOf(moved)(`pkg/app/${path}`)).toEqual({ fate, installedPath });
  });

  test("in a folder for packaging alone leaves the rest to the build system above it", () => {
    const packaging = {
      ...empty("misc/a.policy.in", "scripts/b.py", "distros/debian/control", "distros/README"),
      "distros/debian/a.install": "usr/bin/b",
    };
    const placeOf = judgeOf({ ...packaging, "CMakeLists.txt": "" });
    expect(placeOf("misc/a.policy.in").fate).toBe("image");
    expect(placeOf("scripts/b.py").fate).toBe("image");
    expect(judgeOf(packaging)("scripts/b.py").fate).toBe("dev");
  });
  test("with a build system of its own may ship more than its lists say", () => {
    const placeOf = judgeOf({ ...files, "setup.py": "", "bin/tool": "", "app/core.py": "", "tests/test_x.py": "" });
    expect(placeOf("bin/tool")).toEqual({ fate: "image", installedPath: "/usr/bin/tool" });
    expect(placeOf("app/core.py")).toEqual({ fate: "image", installedPath: undefined });
    expect(placeOf("tests/test_x.py").fate).toBe("test");
    expect(placeOf("setup.py").fate).toBe("build");
  });
});

describe("what a build system of its own installs stands where the packages' contents say", () => {
  const files = {
    ...empty(
      "Makefile",
      "src/tool",
      "src/helper.py",
      "src/twice",
      "more/twice",
      "src/both",
      "tests/tool",
      "units/a.service",
    ),
    "debian/control": "Package: app\n",
    "debian/app.install":
      "usr/bin/tool\ndebian/tmp/usr/lib/app/helper.py\nusr/bin/twice\nusr/bin/both\nusr/sbin/both\n",
    "rpm_spec/app.spec.in":
      "Name: app\n%files\n%{_libexecdir}/tool\n%attr(0644,root,root) %{_unitdir}/a.service\n%{python3_sitelib}/x.py\n",
  };
  test.each([
    ["src/tool", "/usr/bin/tool"],
    ["src/helper.py", "/usr/lib/app/helper.py"],
    ["units/a.service", "/usr/lib/systemd/system/a.service"],
    ["src/twice", undefined],
    ["more/twice", undefined],
    ["src/both", undefined],
  ])("%s at %s", (path, installedPath) => {
    expect(judgeOf(files)(path)).toEqual({ fate: "image", installedPath });
  });
  test("also under another name, where a spec file installs it", () => {
    const spec =
      "%install\ninstall -m 755 files/run.py %{buildroot}%{_bindir}/run\ninstall -m 644 a.service %{buildroot}/%{_unitdir}/\ninstall -d %{buildroot}/usr/x\n%files\n";
    const placeOf = judgeOf({ ...empty("files/run.py", "a.service"), "rpm/a.spec": spec });
    expect(placeOf("files/run.py")).toEqual({ fate: "image", installedPath: "/usr/bin/run", isProgram: true });
    expect(placeOf("a.service")).toEqual({ fate: "image", installedPath: "/usr/lib/systemd/system/a.service" });
  });
  test("a test of the same name is none of them", () => {
    expect(judgeOf(files)("tests/tool")).toEqual({ fate: "test", installedPath: undefined });
  });
});

describe("what recipes do not name", () => {
  const recipe = { Makefile: "install:\n\tinstall script/app $(DESTDIR)/usr/bin\n" };
  test("does not ship, be it a program", () => {
    const placeOf = judgeOf({ ...empty("script/app", "tools/tidy", "src/a.js", "data/a.ini"), ...recipe });
    const paths = ["script/app", "tools/tidy", "src/a.js", "data/a.ini"];
    expect(paths.map((path) => placeOf(path).fate)).toEqual(["image", "dev", "image", "image"]);
  });
  test("ships from a root all the same, and roots do not speak for what recipes name", () => {
    const placeOf = judgeOf({ ...empty("usr/bin/x", "etc/cron.d/y", "script/app", "tools/tidy"), ...recipe });
    expect(["usr/bin/x", "etc/cron.d/y", "script/app"].map((path) => placeOf(path).fate)).toEqual(
      Array(3).fill("image"),
    );
    expect(placeOf("tools/tidy").fate).toBe("dev");
  });
  test("is a source package's program only where a recipe names it", () => {
    const files = { "debian/control": "Package: a\n", "setup.py": "setup(scripts=['scripts/a'])\n" };
    const placeOf = judgeOf({ ...empty("scripts/a", "scripts/b", "scripts/setup.py"), ...files });
    expect(placeOf("scripts/a")).toEqual({ fate: "image", installedPath: "/usr/bin/a" });
    expect(placeOf("scripts/b").fate).toBe("dev");
    expect(placeOf("scripts/setup.py").fate).toBe("build");
  });
});

test("packages by which tests try something say nothing of what the tree ships", () => {
  const placeOf = judgeOf({
    "debian/control": "Package: hello\n",
    "debian/install": "bin/hello usr/bin\n",
    "bin/hello": "",
    "private/refresh": "",
    "t/one/debian/control": "Package: one\n",
    "t/one/Makefile": "install:\n\tinstall x $(DESTDIR)/\n",
  });
  expect(placeOf("bin/hello").fate).toBe("image");
  expect(placeOf("private/refresh").fate).toBe("dev");
});

test("configuration in etc/ says nothing of a tree's programs", () => {
  const placeOf = judgeOf(empty("etc/sudoers.d/app", "bin/plugin/run", "lib/App.pm"));
  expect(placeOf("etc/sudoers.d/app").fate).toBe("image");
  expect(placeOf("bin/plugin/run").fate).toBe("image");
  expect(placeOf("lib/App.pm").fate).toBe("image");
});

test("scripts that build or test are told by their names", () => {
  const placeOf = judgeOf(
    empty("build_deb.sh", "scripts/build-rpm.sh", "test.sh", "run-tests.sh", "waflib/Utils.py", "rebuild.sh"),
  );
  const fates = [
    "build_deb.sh",
    "scripts/build-rpm.sh",
    "test.sh",
    "run-tests.sh",
    "waflib/Utils.py",
    "rebuild.sh",
  ].map((path) => placeOf(path).fate);
  expect(fates).toEqual(["build", "build", "test", "test", "build", "image"]);
});

test("modules ship beside a root with programs where a recipe installs their folder", () => {
  const placeOf = judgeOf({
    "files/usr/bin/x": "",
    "js/ui/a.js": "",
    "other/b.js": "",
    "meson.build": "install_subdir(\n  'js',\n  install_dir: x,\n)\n",
  });
  expect(["js/ui/a.js", "other/b.js"].map((path) => placeOf(path).fate)).toEqual(["image", "dev"]);
});

test("what is contributed ships where a recipe installs it, and with a tree that says nothing", () => {
  const files = { "contrib/tool": "", "contrib/other": "" };
  const makefile = "install:\n\tinstall -m755 contrib/tool $(DESTDIR)/usr/bin/\n";
  const fatesOf = (placeOf: (path: string) => Place): string[] => Object.keys(files).map((path) => placeOf(path).fate);
  expect(fatesOf(judgeOf({ ...files, Makefile: makefile }))).toEqual(["image", "dev"]);
  expect(fatesOf(judgeOf(files))).toEqual(["image", "image"]);
  expect(fatesOf(judgeOf({ ...files, "debian/control": "Package: x\n" }))).toEqual(["dev", "dev"]);
});

test("of a tree that says nothing, all but tests and tools may ship", () => {
  const paths = ["app/main.py", "run", "docs/conf.py", ".gitlab-ci.yml", "t/x.t", "test.pl.in"];
  const placeOf = judgeOf(empty(...paths));
  expect(paths.map((path) => placeOf(path).fate)).toEqual(["image", "image", "dev", "build", "test", "test"]);
});

test("what a system's managers alone read is meant to be installed, although the packaging names other files", () => {
  const systems = [
    ...["units/a.service", "b/c.timer.in", "polkit/d.policy.in", "e.pkla", "polkit-1/rules/f.rules", "my-polkit.rules"],
    ...["pkgs/sudoers/centos/app", "files/sudoers", "x.sudoers", "sudoers.d/y", "apparmor/abstractions/z.in"],
    ...[
      "etc/sudoers.d/x.j2",
      "units/x.service.j2",
      "cmd/x/x.apparmor.in",
      "apparmor.d/groups/docker",
      "tails/onion-grater-x.yml",
    ],
  ];
  const others = [
    "tools/run",
    "a/sudoers.rb/x",
    "rules/x.rules",
    "service",
    "tests/a.service",
    "docs/x.sudoers",
    "Dockerfile",
  ];
  const placeOf = judgeOf({ ...empty(...systems, ...others, "debian/control"), "debian/a.install": "usr/bin/b" });
  expect(systems.filter((path) => placeOf(path).fate !== "image")).toEqual([]);
  expect(others.filter((path) => placeOf(path).fate === "image")).toEqual([]);
});

test("a folder of features holds tests where scenarios lie in it, parts of a product elsewhere", () => {
  const files = ["features/ssh/root/etc/sudoers.d/x", "features/ssh/root/etc/ssh/y"];
  expect(judgeOf(empty(...files))(files[0] ?? "")).toEqual({ fate: "image", installedPath: "/etc/sudoers.d/x" });
  expect(judgeOf(empty(...files, "features/a.feature"))(files[0] ?? "").fate).toBe("test");
});

describe("a configuration", () => {
  const text = `base_release = "trixie"
test = ["checks/", "**/test_*.py"]
dev = ["root/usr/share/x/*.sh"]

[[image]]
from = "root"

[[image]]
from = "extra/tools/"
at = "/opt/tools"
`;
  test("says what ships, and what it does not name does not", () => {
    const paths = [
      "root/etc/x",
      "root/usr/share/x/a.sh",
      "extra/tools/b",
      "extra/c",
      "checks/d",
      "root/usr/test_e.py",
      "usr/bin/f",
    ];
    const placeOf = judgeOf(empty(...paths), text);
    expect(paths.map(placeOf)).toEqual([
      { fate: "image", installedPath: "/etc/x" },
      { fate: "dev", installedPath: undefined },
      { fate: "image", installedPath: "/opt/tools/b" },
      { fate: "dev", installedPath: undefined },
      { fate: "test", installedPath: undefined },
      { fate: "test", installedPath: undefined },
      { fate: "dev", installedPath: undefined },
    ]);
  });

  test("without image roots leaves the rest to the conventions", () => {
    const placeOf = judgeOf(empty("usr/bin/a", "usr/bin/b", "c"), 'dev = ["usr/bin/b"]\n');
    expect(placeOf("usr/bin/a")).toEqual({ fate: "image", installedPath: "/usr/bin/a" });
    expect(placeOf("usr/bin/b").fate).toBe("dev");
  });

  test.each([
    ["an unknown key", 'tests = ["x"]\n', 'Did you mean "test"?'],
    ["an unknown key of a root", '[[image]]\nfrom = "x"\nto = "/"\n', 'There is no key "to" here.'],
    ["a root without folder", '[[image]]\nat = "/"\n', 'The key "from" is missing'],
    ["a folder outside", '[[image]]\nfrom = "../x"\n', "without .."],
    ["a relative place", '[[image]]\nfrom = "x"\nat = "opt"\n', "an absolute path of the image"],
    ["text for a list", 'test = "x"\n', "Here must stand a list"],
    ["no TOML", "test = [\n", ""],
  ])("with %s is refused", (_what, wrong, says) => {
    const { value, problems } = readConfiguration(Buffer.from(wrong), "c.toml");
    expect(value).toBeUndefined();
    expect(problems[0]?.message).toContain(says);
    expect(problems[0]?.place.line).toBeGreaterThan(0);
  });
});
