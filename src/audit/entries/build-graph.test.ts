// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of the shell look like them
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountsWithRights } from "./accounts.ts";
import { imageOf, waysTo } from "./testing.ts";

describe("where privilege starts", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "sudo, with free arguments",
      { "sudoers /etc/sudoers.d/x": "kim ALL = (root) NOPASSWD: /opt/p" },
      "root as root (arguments, directory): kim may run /opt/p as root without a password [etc/sudoers.d/x:1]",
    ],
    [
      "sudo, through aliases, to another account, with its environment",
      {
        "sudoers /etc/sudoers": 'Cmnd_Alias A = B\nCmnd_Alias B = /opt/p ""\nkim ALL = (web) SETENV: A',
      },
      "service as web (environment, directory): kim may run /opt/p as web [etc/sudoers:3]",
    ],
    [
      "sudo, to a shell that is given a line",
      { "sudoers /etc/sudoers.d/x": "kim ALL = /bin/sh -c /opt/p" },
      "root as root (directory): kim may run /bin/sh as root [etc/sudoers.d/x:1]",
    ],
    [
      "a unit of root",
      { "unit /lib/systemd/system/x.service": "[Service]\nExecStartPre=-+/opt/p" },
      "root as root (): systemd runs x.service as root [lib/systemd/system/x.service:2]",
    ],
    [
      "a unit whose drop-in names its account",
      {
        "unit /lib/systemd/system/x.service": "[Service]\nExecStart=/usr/bin/env A=b /opt/p",
        "unit /etc/systemd/system/x.service.d/user.conf": "[Service]\nUser=web",
      },
      "service as web (): systemd runs x.service as web [lib/systemd/system/x.service:2]",
    ],
    [
      "a unit with an account of its own, through a shell",
      { "unit /lib/systemd/system/x.service": "[Service]\nDynamicUser=yes\nExecStart=/bin/sh -c 'a; exec /opt/p'" },
      "service as x (): systemd runs x.service as x [lib/systemd/system/x.service:3]",
    ],
    [
      "a unit of the session",
      { "unit /usr/lib/systemd/user/x.service": "[Service]\nExecStart=/opt/p" },
      "session (environment): a session runs x.service [usr/lib/systemd/user/x.service:2]",
    ],
    [
      "a desktop file",
      { "desktop /usr/share/applications/x.desktop": "[Desktop Entry]\nExec=/opt/p %U" },
      "session (arguments, environment): a session starts x.desktop [usr/share/applications/x.desktop:2]",
    ],
    [
      "the system bus",
      { "dbus-service /usr/share/dbus-1/system-services/x.service": "[D-BUS Service]\nName=x\nExec=/opt/p\nUser=root" },
      "root as root (): anybody on the system bus has it started as root [usr/share/dbus-1/system-services/x.service:3]",
    ],
    [
      "pkexec",
      {
        "polkit-action /usr/share/polkit-1/actions/x.policy":
          '<policyconfig><action id="x.y">\n<annotate key="org.freedesktop.policykit.exec.path">/opt/p</annotate></action></policyconfig>',
      },
      "root as root (arguments, directory): pkexec runs /opt/p as root for x.y [usr/share/polkit-1/actions/x.policy:2]",
    ],
    [
      "cron",
      { "crontab /etc/cron.d/x": "# m h\nMAILTO=x\n@daily web cd / && nice /opt/p" },
      "service as web (): cron runs it as web [etc/cron.d/x:3]",
    ],
  ])("%s", (_, files, expected) => {
    expect(waysTo(imageOf({ ...files, "shell /opt/p*": "" }), "/opt/p")).toEqual([expected]);
  });

  test("folders whose files are run", () => {
    const path = "/etc/NetworkManager/dispatcher.d/10-x";
    expect(waysTo(imageOf({ [`shell ${path}*`]: "" }), path)).toEqual([
      `root as root (): NetworkManager's dispatcher runs it as root [${path.slice(1)}:0]`,
    ]);
  });
});

describe("the way on", () => {
  const unit = { "unit /lib/systemd/system/x.service": "[Service]\nExecStart=/usr/bin/first" };
  const first = "systemd runs x.service as root [lib/systemd/system/x.service:2]";

  test.each<[string, string, string, string]>([
    ["a call", "shell", "\nsecond a b", "which starts /usr/bin/second"],
    [
      "a wrapper",
      "shell",
      "\nexec timeout -k 1 5 nice -n 3 env -u A B=c /usr/bin/second",
      "which starts /usr/bin/second",
    ],
    ["a wrapper that nobody knows", "shell", "\njail --in x -- /usr/bin/second", "which starts /usr/bin/second"],
    [
      "an interpreter in a variable",
      "shell",
      'P=python3\n"$P" /usr/bin/second',
      "which has an interpreter run /usr/bin/second",
    ],
    ["a relative script", "shell", "cd /usr/bin\nsh ./second", "which has an interpreter run /usr/bin/second"],
    ["an array", "shell", 'c=(nice /usr/bin/second)\n"${c[@]}" "$@"', "which starts /usr/bin/second"],
    ["a library", "shell", "D=/usr/bin\n. $D/second", "which takes in /usr/bin/second"],
    [
      "a list in Python",
      "python",
      "import subprocess\nsubprocess.run(['second', 'x'])",
      "which starts /usr/bin/second",
    ],
    ["a list in Perl", "perl", "\nsystem('second', 'x') == 0 or die;", "which starts /usr/bin/second"],
    ["a line in Perl", "perl", "\nmy $x = `x | second`;", "which starts /usr/bin/second"],
    ["a pipe in Perl", "perl", "\nopen(my $f, '-|', 'nice', 'second') or die;", "which starts /usr/bin/second"],
    ["a line for a shell", "python", "import os\nos.system('x | second')", "which starts /usr/bin/second"],
    ["exec in Python", "python", "import os\nos.execl('/usr/bin/second', 'x')", "which starts /usr/bin/second"],
  ])("%s", (_, kind, text, says) => {
    const context = imageOf({ ...unit, [`${kind} /usr/bin/first*`]: text, "shell /usr/bin/second*": "" });
    expect(waysTo(context, "/usr/bin/second")).toEqual([`root as root (): ${first} > ${says} [usr/bin/first:2]`]);
  });

  test("an interpreter by its name bypasses the first line of its script", () => {
    const context = imageOf({ ...unit, "shell /usr/bin/first": "python3 -u /usr/lib/x", "python /usr/lib/x": "" });
    expect([...context.entries.startedExplicitly]).toEqual(["/usr/lib/x"]);
  });

  test("modules of Python, whose programs are not everybody's", () => {
    const context = imageOf({
      ...unit,
      "python /usr/bin/first*": "from example import thing",
      "python /usr/lib/python3/dist-packages/example/__init__.py": "",
      "python /usr/lib/python3/dist-packages/example/thing.py": "import os\nos.system('/usr/bin/second')",
      "shell /usr/bin/second*": "",
    });
    expect(waysTo(context, "/usr/lib/python3/dist-packages/example/thing.py")).toHaveLength(1);
    expect(waysTo(context, "/usr/bin/second")).toEqual([]);
  });

  test("a change of account changes the rights", () => {
    const context = imageOf({
      ...unit,
      "shell /usr/bin/first*": "runuser -u kim -- /usr/bin/lower\nsu - kim -c /usr/bin/lower",
      "desktop /usr/share/applications/x.desktop": "[Desktop Entry]\nExec=/usr/bin/second",
      "shell /usr/bin/second*": "sudo -n /usr/bin/higher",
      "shell /usr/bin/lower*": "",
      "shell /usr/bin/higher*": "",
    });
    expect(waysTo(context, "/usr/bin/lower").map((way) => way.split(" (")[0])).toContain("session as kim");
    expect(waysTo(context, "/usr/bin/higher").map((way) => way.split(" (")[0])).toEqual(["root as root"]);
  });

  test("the most privileged way comes first", () => {
    const context = imageOf({
      "desktop /usr/share/applications/x.desktop": "[Desktop Entry]\nExec=/opt/p",
      "unit /lib/systemd/system/x.service": "[Service]\nUser=web\nExecStart=/opt/p",
      "sudoers /etc/sudoers.d/x": "kim ALL = /opt/p",
      "shell /opt/p*": "",
    });
    expect(context.entries.of("/opt/p").map(({ privilege }) => privilege)).toEqual(["root", "service", "session"]);
  });
});

test("circles and long ways end", () => {
  const files: Record<string, string> = { "unit /lib/systemd/system/x.service": "[Service]\nExecStart=/opt/p0" };
  for (let i = 0; i < 30; i += 1) files[`shell /opt/p${i}*`] = `/opt/p${i + 1}\n/opt/p0\n/opt/p${i}`;
  const context = imageOf(files);
  expect(context.entries.of("/opt/p0")).toHaveLength(1);
  expect(context.entries.of("/opt/p5")[0]?.steps).toHaveLength(6);
  expect(context.entries.of("/opt/p29")).toEqual([]);
});

test("an account that may become root is known", () => {
  const context = imageOf({
    "sudoers /etc/sudoers.d/x": "web ALL = /bin/true\nkim ALL = (web) ALL\nlo, me ALL = (ALL) /bin/x\nno ALL = !/bin/x",
  });
  expect([...accountsWithRights(context)]).toEqual(["web", "lo", "me"]);
});

test("junk in every kind of file gives a graph", () => {
  const kinds = ["shell", "python", "perl", "sudoers", "unit", "desktop", "dbus-service", "polkit-action", "crontab"];
  const junk = fc.string({ maxLength: 80, unit: fc.constantFrom(..."/opt/p0 \n\t\\\"'$(){}[]=%:;&|-+@ExecALL") });
  fc.assert(
    fc.property(fc.tuple(fc.constantFrom(...kinds), junk, junk), ([kind, one, other]) => {
      const context = imageOf({ [`${kind} /etc/one`]: one, "shell /opt/p0*": other, [`${kind} /etc/two`]: other });
      expect(context.entries.of("/opt/p0").every(({ steps }) => steps.length > 0)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
