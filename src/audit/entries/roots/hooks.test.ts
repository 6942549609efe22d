import { expect, test } from "vitest";
import { imageOf, waysTo } from "../testing.ts";

const PROGRAM = { "shell /opt/p*": "#!/bin/sh\n", "shell /usr/lib/udev/p*": "#!/bin/sh\n" };

test.each<[string, string, string, string | undefined]>([
  [
    "udev",
    "/etc/udev/rules.d/1.rules",
    '# RUN+="/opt/p"\nACTION=="add", RUN+="/opt/p %k"\n',
    "udev runs it as root [:2]",
  ],
  [
    "udev's tests",
    "/lib/udev/rules.d/1.rules",
    'PROGRAM="/opt/p", RUN{builtin}+="kmod"\n',
    "udev runs it as root [:1]",
  ],
  [
    "apt",
    "/etc/apt/apt.conf.d/9",
    '// x\nDPkg::Post-Invoke {"if true; then /opt/p; fi";};\n',
    "apt runs it as root [:2]",
  ],
  [
    "apt, in lines",
    "/etc/apt/apt.conf",
    'APT::Update {\n Pre-Invoke {\n  "true";\n  "/opt/p || true";\n };\n};\n',
    "apt runs it as root [:4]",
  ],
  [
    "PAM",
    "/etc/pam.d/x",
    "session optional pam_exec.so quiet log=/var/x /opt/p a\n",
    "PAM runs it as root when somebody logs in [:1]",
  ],
  [
    "LightDM",
    "/etc/lightdm/lightdm.conf.d/1.conf",
    "[Seat:*]\n#session-setup-script=/opt/q\nsession-setup-script = /opt/p a\nsession-wrapper=/opt/w\n",
    "LightDM runs it as root around a session [:3]",
  ],
  ["LightDM's wrapper", "/usr/share/lightdm/lightdm.conf.d/1.conf", "[Seat:*]\nsession-wrapper=/opt/p\n", undefined],
  [
    "logrotate",
    "/etc/logrotate.d/x",
    "/var/log/x {\n postrotate\n  true\n  /opt/p\n endscript\n}\n",
    "logrotate runs it as root [:4]",
  ],
  ["what udev only compares", "/etc/udev/rules.d/1.rules", 'ENV{X}=="/opt/p"\n', undefined],
  [
    "another setting of apt",
    "/etc/apt/apt.conf.d/9",
    'Dir::Bin "/opt/p";\nDPkg::Post-Invoke {"true";};\nX "/opt/p";\n',
    undefined,
  ],
  ["another module of PAM", "/etc/pam.d/x", "# pam_exec.so /opt/p\nsession optional pam_x.so /opt/p\n", undefined],
  ["a log's name", "/etc/logrotate.d/x", "/opt/p {\n postrotate\n  true\n endscript\n}\n", undefined],
])("%s", (_, place, text, expected) => {
  const ways = waysTo(imageOf({ ...PROGRAM, [`hook-table ${place}`]: text }), "/opt/p");
  const path = place.slice(1);
  expect(ways).toEqual(expected === undefined ? [] : [`root as root (): ${expected.replace("[:", `[${path}:`)}`]);
});

test("udev finds a name without a folder in its own", () => {
  const files = { ...PROGRAM, "hook-table /etc/udev/rules.d/1.rules": 'IMPORT{program}="p --export"\n' };
  expect(waysTo(imageOf(files), "/usr/lib/udev/p")).toHaveLength(1);
});

test.each(['RUN+="', 'RUN+="/a" ', '-Invoke {"', "pam_exec.so a ", "postrotate\n", "postrotate\nendscript\n"])(
  "300 kB of %j take no long time",
  (piece) => {
    const text = piece.repeat(300_000 / piece.length);
    const begin = process.cpuUsage();
    for (const place of ["/etc/udev/rules.d/1.rules", "/etc/apt/apt.conf", "/etc/pam.d/x", "/etc/logrotate.d/x"])
      waysTo(imageOf({ [`hook-table ${place}`]: `${text}\nprogram -Invoke pam_exec.so endscript` }), "/opt/p");
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(5000);
  },
);
