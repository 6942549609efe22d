import { expect, test } from "vitest";
import { imageOf } from "../../entries/testing.ts";
import { marksIn } from "../testing.ts";
import { unitSandbox } from "./rule.ts";

test("services of root without limits: those that others reach are worse than those that end", () => {
  expect(marksIn(unitSandbox, import.meta.url, "bad")).toEqual([
    "lib/systemd/system/daemon.service:7 medium",
    "lib/systemd/system/getty@.service:2 note",
    "lib/systemd/system/off.service:3 low",
    "lib/systemd/system/once.service:5 low",
    "lib/systemd/system/plain.service:2 medium",
    "lib/systemd/system/portal.service:4 medium",
    "lib/systemd/system/template.servicein:6 medium",
    "lib/systemd/system/test.service:5 low",
    "lib/systemd/system/undone.service:2 medium",
    "usr/lib/systemd/system/remount.service#package-one:5 low",
  ]);
});

test("limits of any kind, other users, a user's manager, a reason for what is switched off", () => {
  expect(marksIn(unitSandbox, import.meta.url, "good")).toEqual([]);
});

test("of two packagings in one tree, a drop-in serves its own", () => {
  expect(marksIn(unitSandbox, import.meta.url, "packagings")).toEqual(["distributions/two/a.service:5 medium"]);
});

const DAEMON = "[Service]\nBusName=org.example.A\nExecStart=/opt/a\n\n[Install]\nWantedBy=default.target\n";

test.each([
  ["a service of the session's bus", "dbus-service /opt/a.service.in", "SystemdService=a.service\n", []],
  [
    "one of the system's bus",
    "dbus-service /opt/a.service.in",
    "User=root\nSystemdService=b.service\n",
    ["opt/b.service"],
  ],
])("%s", (_, path, keys, expected) => {
  const bus = `[D-BUS Service]\nName=org.example.A\nExec=/bin/false\n${keys}`;
  const unit = DAEMON.slice(0, DAEMON.indexOf("\n[Install]"));
  const name = expected.length > 0 ? "b" : "a";
  const files = { [path]: bus, [`unit /opt/${name}.service`]: unit };
  const context = imageOf(files);
  // Where the unit goes is not known: only what starts it tells whose it is.
  const nowhere = context.files.map((file) => ({ ...file, installedPath: undefined }));
  const asked = { ...context, files: nowhere, ofKind: (kind: string) => nowhere.filter((file) => file.kind === kind) };
  expect([...unitSandbox.detect(asked as typeof context)].map((found) => found.path)).toEqual(expected);
});

test("a template of a unit that is told by its text, under a name of its own", () => {
  const unit = "[Service]\nExecStart=/opt/a\n";
  const paths = ["/opt/a_service.j2", "/opt/systemd-unit.j2", "/opt/systemd-a.mas", "/opt/a.j2"];
  expect(paths.flatMap((path) => [...unitSandbox.detect(imageOf({ [`unit ${path}`]: unit }))]).length).toBe(3);
});

test("a console is a session's, or a program's own", () => {
  const started = [
    "/bin/bash -l",
    "-/sbin/agetty -o x",
    "/usr/bin/prompt",
    "/bin/sh -c /usr/bin/prompt",
    "/usr/bin/emulator",
  ];
  const found = started.map((program) => {
    const unit = `[Service]\nStandardInput=tty\nExecStart=${program}\n`;
    return [...unitSandbox.detect(imageOf({ "unit /etc/systemd/system/a.service": unit }))][0]?.severity;
  });
  expect(found).toEqual(["note", "note", "medium", "medium", "medium"]);
});

test("a unit that ends with a session is its user's", () => {
  const found = ["BindsTo=gnome-session.target", "PartOf=graphical-session.target", "PartOf=a.target"].map((line) => {
    const unit = `[Unit]\n${line}\n\n[Service]\nExecStart=/opt/a\n`;
    return [...unitSandbox.detect(imageOf({ "unit /opt/a.service": unit }))].length;
  });
  expect(found).toEqual([0, 0, 1]);
});

test("default.target is the system's too, for a unit that waits for what a user's manager does not have", () => {
  const found = ["network-online.target", "graphical-session.target"].map((before) => {
    const unit = `[Unit]\nAfter=a.service ${before}\n${DAEMON}`;
    return [...unitSandbox.detect(imageOf({ "unit /opt/a.service": unit }))].length;
  });
  expect(found).toEqual([1, 0]);
});

test("default.target is the system's too, for a unit that lies among the system's", () => {
  const places = ["/etc/systemd/system/a.service", "/opt/a.service"];
  const found = places.map((place) => [...unitSandbox.detect(imageOf({ [`unit ${place}`]: DAEMON }))].length);
  expect(found).toEqual([1, 0]);
});
