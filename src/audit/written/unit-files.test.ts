// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of the shell look like them
import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { readIni } from "../parse/ini/read-ini.ts";
import { unitFiles } from "./unit-files.ts";

/** `path > place:line key` of every key that says what is started. */
function starts(files: Readonly<Record<string, string>>): string[] {
  return unitFiles(imageOf(files)).flatMap(({ path, installedPath, text }) =>
    readIni(text()).value.sections.flatMap(({ keys }) =>
      keys
        .filter(({ key }) => key === "ExecStart")
        .map(({ line, value }) => `${path} > ${installedPath}:${line} ${value}`),
    ),
  );
}

const UNIT = "[Unit]\nDescription=x\n\n[Service]\nExecStart=/opt/p\n";

test.each([
  [
    "a here document",
    `cat > /etc/systemd/system/x.service <<EOF\n${UNIT}EOF\n`,
    ["opt/s > /etc/systemd/system/x.service:6 /opt/p"],
  ],
  [
    "a text in a word",
    `\necho "${UNIT}" | sudo tee /lib/systemd/system/x.service`,
    ["opt/s > /lib/systemd/system/x.service:6 /opt/p"],
  ],
  [
    "a copy",
    `cat > /home/kim/x.service <<EOF\n${UNIT}EOF\nsudo mv /home/kim/x.service /etc/systemd/system/x.service\n`,
    ["opt/s > /etc/systemd/system/x.service:6 /opt/p"],
  ],
  [
    "a drop-in",
    "cat > $R/etc/systemd/system/x.service.d/y.conf <<EOF\n[Service]\nExecStart=\nEOF\n",
    ["opt/s > /etc/systemd/system/x.service.d/y.conf:3 "],
  ],
  [
    "lines that commands append",
    'u=/etc/systemd/system/x.service\necho "[Unit]" >> $u\nif true; then\n echo "[Service]" >> $u\n echo "ExecStart=/opt/p" >> $u\nfi\n',
    ["opt/s > /etc/systemd/system/x.service:5 /opt/p"],
  ],
  [
    "one of two units under one name",
    `if true; then\ncat > /etc/systemd/system/x.service <<EOF\n${UNIT}EOF\nelse\ncat > /etc/systemd/system/x.service <<EOF\n${UNIT}EOF\nfi\n`,
    ["opt/s > /etc/systemd/system/x.service:7 /opt/p", "opt/s > /etc/systemd/system/x.service:15 /opt/p"],
  ],
  ["lines that cannot be told apart", "printf '[Service]\\nExecStart=/opt/p\\n' > /etc/systemd/system/x.service", []],
  ["a D-Bus service", "cat > /usr/share/dbus-1/services/x.service <<EOF\n[D-BUS Service]\nName=[Service]\nEOF\n", []],
  ["a part of a unit", "cat >> /etc/systemd/system/x.service <<EOF\nUser=[Service]\nEOF\n", []],
])("%s", (_, script, expected) => {
  expect(starts({ "shell /opt/s": script })).toEqual(expected);
});

test("a unit that a patch adds, and one that it changes", () => {
  const added = UNIT.trimEnd()
    .split("\n")
    .map((line) => `+${line}`);
  const patch = ["--- /dev/null", "+++ b/debian/x.service", `@@ -0,0 +1,${added.length} @@`, ...added, ""].join("\n");
  expect(starts({ "patch /p.diff": patch })).toEqual(["p.diff > /etc/systemd/system/x.service:8 /opt/p"]);
  const changed = "--- a/x.service\n+++ b/x.service\n@@ -1,2 +1,3 @@\n [Service]\n Type=oneshot\n+ExecStart=/opt/p\n";
  expect(starts({ "patch /p.diff": changed })).toEqual([]);
});
