import fc from "fast-check";
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

test("any text has attributes where it says so alone", () => {
  const piece = fc.constantFrom(
    ...[
      "%attr(",
      "%attr(4755,root,root) ",
      "4755",
      ",",
      ")",
      " ",
      "\t",
      "\n",
      "root",
      "/usr/bin/x",
      "%dir ",
      "%config(noreplace) ",
    ],
    ...["-", "#", "%", "("],
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: fc.string() })),
      (pieces) => {
        const lines = pieces.join("").split("\n");
        const found = rpmAttributes(lines.join("\n"));
        for (const { mode, target, line } of found) {
          expect(lines[line - 1]).toContain(`%attr(`);
          expect(lines[line - 1]).toContain(target);
          expect(mode).toMatch(/^[0-7]{3,6}$/);
        }
        const plain = (line: string): boolean => /^%attr\(4755,root,root\) \/usr\/bin\/x$/.test(line);
        expect(found.map(({ line }) => line)).toEqual(
          expect.arrayContaining(lines.flatMap((line, at) => (plain(line) ? [at + 1] : []))),
        );
      },
    ),
    { numRuns: 300 },
  );
});
