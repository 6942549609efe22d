// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of the shell look like them
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createContext } from "../context.ts";
import type { AuditContext } from "../model.ts";
import { imageLinks } from "../tree/image-links.ts";
import { buildGraph } from "./build-graph.ts";
import { leadersTo } from "./leaders.ts";
import { imageOf } from "./testing.ts";

/*
 * The ways to a file are the same whether the whole graph is built or only what may lead there.
 */

const TARGET = "/usr/lib/x/tool";
const UNIT = { "unit /usr/lib/systemd/system/a.service": "[Service]\nExecStart=/usr/bin/first\n" };

function withLinks(context: AuditContext, links: ReadonlyMap<string, string>): AuditContext {
  const { files } = context;
  return createContext({
    scope: "tree",
    files,
    links: imageLinks(links),
    baseRelease: undefined,
    entries: (whole) => buildGraph(whole),
  });
}

/** The ways to a place in both graphs, and how many files lead there. */
function ways(files: Readonly<Record<string, string>>, target: string, links: ReadonlyMap<string, string> = new Map()) {
  const context = withLinks(imageOf({ ...UNIT, ...files }), links);
  const leaders = leadersTo(
    context.files.filter(({ installedPath }) => installedPath === target),
    context,
    links,
  );
  const few = buildGraph(context, leaders).of(target);
  return { whole: context.entries.of(target), few, leaders: leaders?.files };
}

describe("whoever leads to a program is found", () => {
  test.each<[string, string, string]>([
    ["a path", "shell", "/usr/lib/x/tool -a\n"],
    ["quotes in a word", "shell", "/usr/lib/x/to\"o\"'l' -a\n"],
    ["a backslash", "shell", "/usr/lib/x/t\\ool\n"],
    ["a line that goes on", "shell", "/usr/lib/x/to\\\nol\n"],
    ["C's quotes", "shell", "/usr/lib/x/to$'ol'\n"],
    ["a folder in a variable", "shell", 'D=/usr/lib/x\n"$D/tool"\n'],
    ["a variable", "shell", 'T=/usr/lib/x/to"ol"\nexec $T\n'],
    ["a default", "shell", "T=${T:-/usr/lib/x/tool}\n$T\n"],
    ["a text for a shell", "shell", "sh -c 'nice \"/usr/lib/x/tool\"'\n"],
    ["a name beside", "shell", "cd /usr/lib/x && ./tool\n"],
    ["an interpreter", "shell", "perl -T /usr/lib/x/tool\n"],
    ["a library", "shell", ". /usr/lib/x/tool\n"],
    ["a wrapper that nobody knows", "shell", "wrapper 10 -- /usr/lib/x/tool\n"],
    ["Perl", "perl", 'system("/usr/lib/x/tool", "a");\n'],
    ["Perl's list of words", "perl", "exec qw(/usr/lib/x/tool a);\n"],
    ["Perl's pipe", "perl", 'open(my $f, "-|", "/usr/lib/x/tool");\n'],
    ["Python", "python", "subprocess.run(['/usr/lib/x/tool'])\n"],
    ["strings in a row", "python", "subprocess.run(['/usr/lib/x/to'\n  # a word\n  r\"ol\"])\n"],
    ["a sum", "python", "subprocess.run(['/usr/lib/x/to' + ('ol')])\n"],
    ["a line of Python for a shell", "python", "os.system('a;\\n/usr/lib/x/tool')\n"],
    ["words of Python", "python", "subprocess.run('/usr/lib/x/\"tool\" b'.split())\n"],
  ])("%s", (_, kind, text) => {
    const { whole, few, leaders } = ways(
      { [`${kind} /usr/bin/first`]: text, "shell /usr/lib/x/tool": "true\n", "shell /usr/bin/other": "echo tools\n" },
      TARGET,
    );
    expect(whole).not.toEqual([]);
    expect(few).toEqual(whole);
    expect(leaders?.size).toBe(1);
  });

  test.each<[string, string]>([
    ["an import", "import a.tool\n"],
    ["an import on a line that goes on", "\\\nimport a.tool\n"],
    ["a part of a module", "from a import (b,  # the 'b'\n  tool)\n"],
    ["a module that is run", "subprocess.run(['python3', '-Ima.tool'])\n"],
    ["a module of a shell's line", "os.system('python3 -m a.tool')\n"],
  ])("%s", (_, text) => {
    const target = "/usr/lib/python3/dist-packages/a/tool.py";
    const { whole, few } = ways({ "python /usr/bin/first": text, [`python ${target}`]: "import os\n" }, target);
    expect(whole).not.toEqual([]);
    expect(few).toEqual(whole);
  });

  test.each(["__init__", "__main__"])("a folder that is a module: %s", (name) => {
    const target = `/usr/lib/python3/dist-packages/tool/${name}.py`;
    const text = name === "__init__" ? "import tool\n" : "subprocess.run(['python3', '-m', 'tool'])\n";
    const { whole, few } = ways({ "python /usr/bin/first": text, [`python ${target}`]: "import os\n" }, target);
    expect(whole).not.toEqual([]);
    expect(few).toEqual(whole);
  });

  test("links have names of their own", () => {
    const links = new Map([
      ["/usr/bin/second", "third"],
      ["/usr/bin/third", "../lib/x/tool"],
    ]);
    const files = { "shell /usr/bin/first": "second\n", "shell /usr/lib/x/tool": "true\n" };
    const { whole, few } = ways(files, TARGET, links);
    expect(whole).toHaveLength(1);
    expect(few).toEqual(whole);
  });

  test("who leads to a leader is one", () => {
    const files = {
      "shell /usr/bin/first": "exec second\n",
      "perl /usr/bin/second": 'system "third";\n',
      "python /usr/bin/third": "import one\n",
      "python /usr/lib/python3/dist-packages/one.py": "import two\n",
      "python /usr/lib/python3/dist-packages/two.py": "x = 1\n",
      "shell /usr/bin/other": "echo first\n",
    };
    const { whole, few, leaders } = ways(files, "/usr/lib/python3/dist-packages/two.py");
    expect(whole).toHaveLength(1);
    expect(few).toEqual(whole);
    expect([...(leaders ?? [])].map(({ path }) => path).sort()).toEqual([
      ...["usr/bin/first", "usr/bin/other", "usr/bin/second", "usr/bin/third"],
      "usr/lib/python3/dist-packages/one.py",
    ]);
  });
});

test("a name that everybody uses is not looked for any further", () => {
  const many = Array.from({ length: 40 }, (_, at) => [`shell /usr/bin/p${at}`, `exec p${at + 1}\n`] as const);
  const { leaders, whole, few } = ways(
    { ...Object.fromEntries(many), "shell /usr/bin/first": "p36\n" },
    "/usr/bin/p39",
  );
  expect(leaders).toBeUndefined();
  expect(few).toEqual(whole);
});

test("any spelling of a name leads where it leads in the whole graph", () => {
  const part = fc.constantFrom(
    ...[
      "/usr/lib/x/",
      "to",
      "ol",
      "tool",
      "t",
      "ool",
      '"',
      "'",
      "\\",
      "\\\n",
      "\\n",
      " ",
      "\n",
      " + ",
      "#x\n",
      "f'",
      "(",
      ")",
    ],
    ...[
      "$'",
      "$D/",
      "D=/usr/lib/x\n",
      "sh -c ",
      "python3 -m ",
      "'-m', '",
      "import ",
      "from a import ",
      ".",
      "-",
      "${X:-",
      "}",
    ],
    ...["subprocess.run([", "])", "os.system(", "system(", "', '", "qw(", "exec ", "cd /usr/lib/x\n", "__init__", ";"],
  );
  const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(""));
  const kind = fc.constantFrom("shell", "perl", "python");
  const property = fc.property(kind, text, kind, text, (first, one, second, other) => {
    const files = {
      [`${first} /usr/bin/first`]: `${one}\nsecond\nimport second\nsystem("second");\nos.system("second")\n`,
      [`${second} /usr/bin/second`]: other,
      "shell /usr/lib/x/tool": "true\n",
      "python /usr/bin/tool.py": "import os\n",
      "python /usr/lib/python3/dist-packages/a/tool/__init__.py": "import os\n",
    };
    for (const target of ["/usr/lib/x/tool", "/usr/bin/tool.py", "/usr/lib/python3/dist-packages/a/tool/__init__.py"]) {
      const { whole, few } = ways(files, target);
      expect(few).toEqual(whole);
    }
  });
  fc.assert(property, { numRuns: 300, seed: 17 });
});

test.each([
  ["quotes", '"', 400_000],
  ["strings in a row", 'a"f"', 100_000],
  ["comments", '#a"\n', 100_000],
  ["backslashes", "a\\", 200_000],
  ["blanks", '"   ', 100_000],
  ["a long word", "a", 500_000],
])("%s take no long time", (_, piece, times) => {
  const text = piece.repeat(times);
  const files = { "python /usr/bin/first": text, "shell /usr/bin/second": text, "shell /usr/lib/x/tool": "true\n" };
  const context = imageOf(files);
  const started = process.cpuUsage();
  leadersTo(
    context.files.filter(({ installedPath }) => installedPath === TARGET),
    context,
    new Map(),
  );
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000);
});

describe("where privilege starts for a program is found among the places that name it, and what completes them", () => {
  const sudoers = (text: string) => `cat > /etc/sudoers.d/x <<EOF\n${text}\nEOF\n`;
  test.each<[string, Record<string, string>]>([
    ["a rule of sudo", { "sudoers /etc/sudoers.d/a": "ada ALL = /usr/lib/x/tool\n" }],
    [
      "an alias in another file",
      {
        "sudoers /etc/sudoers.d/a": "Cmnd_Alias T = /usr/lib/x/tool\n",
        "sudoers /etc/sudoers.d/b": "ada ALL = NOPASSWD: T\n",
      },
    ],
    ["a rule that a script writes", { "shell /usr/bin/w": sudoers("ada ALL = /usr/lib/x/tool") }],
    ["a name that a script puts together", { "shell /usr/bin/w": `T=to\n${sudoers("ada ALL = /usr/lib/x/${T}ol")}` }],
    ["two variables", { "shell /usr/bin/w": `T=to\nU=ol\n${sudoers("ada ALL = /usr/lib/x/$T$U")}` }],
    ["a format", { "shell /usr/bin/w": "printf 'ada ALL = /usr/lib/x/%s%s\\n' to ol > /etc/sudoers.d/x\n" }],
    [
      "a script's rule with an alias of a file",
      {
        "sudoers /etc/sudoers.d/a": "Cmnd_Alias T = /usr/lib/x/tool\n",
        "shell /usr/bin/w": sudoers("ada ALL = NOPASSWD: T"),
      },
    ],
    [
      "a unit whose account a script gives",
      {
        "unit /usr/lib/systemd/system/t.service": "[Service]\nExecStart=/usr/lib/x/tool\n",
        "shell /usr/bin/w": "cat > /etc/systemd/system/t.service.d/a.conf <<EOF\n[Service]\nUser=ada\nEOF\n",
      },
    ],
    [
      "an action of polkit",
      {
        "polkit-action /usr/share/polkit-1/actions/a.policy":
          '<policyconfig><action id="a"><annotate key="org.freedesktop.policykit.exec.path">/usr/lib/x/&#116;ool</annotate></action></policyconfig>',
      },
    ],
    ["cron", { "crontab /etc/cron.d/a": "1 2 * * * ada nice /usr/lib/x/tool\n" }],
    ["udev", { "hook-table /etc/udev/rules.d/a.rules": 'RUN+="/usr/lib/x/tool"\n' }],
    ["apt", { "hook-table /etc/apt/apt.conf.d/a": "DPkg::Post-Invoke {\"/usr/lib/x/to'ol'\";};\n" }],
    ["a desktop file", { "desktop /usr/share/applications/a.desktop": '[Desktop Entry]\nExec="/usr/lib/x/tool" %f\n' }],
    [
      "a service of D-Bus",
      {
        "dbus-service /usr/share/dbus-1/system-services/a.service": "[D-BUS Service]\nUser=ada\nExec=/usr/lib/x/tool\n",
      },
    ],
    [
      "an account of a service, to which a program changes",
      {
        "unit /usr/lib/systemd/system/b.service": "[Service]\nUser=ada\nExecStart=/usr/bin/other\n",
        "shell /usr/bin/first": "sudo -u ada /usr/lib/x/tool\n",
      },
    ],
  ])("%s", (_, files) => {
    const { whole, few } = ways({ "shell /usr/lib/x/tool": "true\n", ...files }, TARGET);
    expect(whole).not.toEqual([]);
    expect(few).toEqual(whole);
  });

  test("its own folder", () => {
    const target = "/etc/init.d/tool";
    const { whole, few } = ways({ [`shell ${target}`]: "true\n" }, target);
    expect(whole).toHaveLength(1);
    expect(few).toEqual(whole);
  });
});
