import { expect, test } from "vitest";
import { rpmAttributes } from "./attributes.ts";

test.each([
  ["%attr(4755,root,root) /usr/lib/x/y\n", ["4755 /usr/lib/x/y 1"]],
  ["\n%attr(4755, root, root) %{_bindir}/y", ["4755 %{_bindir}/y 2"]],
  ["%config(noreplace) %attr(0640,root,mail) /etc/y\n", ["0640 /etc/y 1"]],
  ["%attr(0640,root,mail) %config(noreplace) /etc/y\n", ["0640 /etc/y 1"]],
  ["%attr(2770,root,staff) %dir /var/lib/y\n", ["2770 /var/lib/y 1 folder"]],
  ["%dir %attr(2770,root,staff) /var/lib/y\n", ["2770 /var/lib/y 1 folder"]],
  ["# %attr(4755,root,root) /usr/lib/x\n%attr(-,root,root) /usr/lib/x\n", []],
])("%j", (text, expected) => {
  const found = rpmAttributes(text).map(
    ({ mode, target, line, isFolder }) => `${mode} ${target} ${line}${isFolder ? " folder" : ""}`,
  );
  expect(found).toEqual(expected);
});

test("a long line takes no long time", () => {
  const text = `${"%attr(4755,".repeat(500_000)}\n${"%dir ".repeat(1_000_000)}%attr(\n`;
  const begun = process.cpuUsage();
  expect(rpmAttributes(text)).toEqual([]);
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
});
