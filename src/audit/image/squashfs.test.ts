import fc from "fast-check";
import { expect, test } from "vitest";
import { readListing } from "./squashfs.ts";
import { modeOf } from "./state.ts";

test.each([
  ["-rwxr-xr-x", 0o755],
  ["-rwsr-xr-x", 0o4755],
  ["-rwSr-Sr-T", 0o7644],
  ["drwxrwsrwt", 0o3777],
  ["----------", 0],
  ["rwxr-xr-x", undefined],
])("%s", (word, mode) => {
  expect(modeOf(word)).toBe(mode);
});

test("a listing gives states and the sum of sizes; lines that are none are left out", () => {
  const lines = [
    "drwxr-xr-x 0/0                50 2024-01-01 00:00 squashfs-root",
    "-rwsr-xr-x 0/1000          44632 2024-01-01 00:00 squashfs-root/usr/bin/a b",
    "crw-rw-rw- 0/0             1,  5 2024-01-01 00:00 squashfs-root/dev/zero",
    "lrwxrwxrwx 0/0                 7 2024-01-01 00:00 squashfs-root/bin -> usr/bin",
    "a name with a line end",
  ];
  const { stateOf, bytes } = readListing(Buffer.from(lines.join("\n")));
  expect(bytes).toBe(44_632);
  expect(stateOf("usr/bin/a b")).toEqual({ mode: 0o4755, uid: 0, gid: 1000 });
  expect(stateOf("usr/bin/c")).toBeUndefined();
  expect(stateOf("bin")).toEqual({ mode: 0o777, uid: 0, gid: 0 });
  expect(stateOf("dev/zero")).toBeUndefined();
  expect(stateOf("")).toEqual({ mode: 0o755, uid: 0, gid: 0 });
});

test("a link whose name has an arrow tells nothing of the file of its first half", () => {
  const lines = [
    "-rwxr-xr-x 1000/0 1 2024-01-01 00:00 squashfs-root/a",
    "lrwxrwxrwx 0/0 1 2024-01-01 00:00 squashfs-root/a -> b -> c",
  ];
  expect(readListing(Buffer.from(lines.join("\n"))).stateOf("a")).toEqual({ mode: 0o755, uid: 1000, gid: 0 });
});

const SETUID = "-rwsr-xr-x 0/0 4 2024-01-01 00:00 squashfs-root/usr/bin/x";
const root = { mode: 0o4755, uid: 0, gid: 0 };
test.each([
  [
    "a name that goes on like a line before",
    `-rw-r--r-- 0/0 1 2024-01-01 00:00 squashfs-root/z\n${SETUID.replace("s", "x").replace("0/0", "1/1")}\n${SETUID}`,
    "usr/bin/x",
  ],
  [
    "a name that goes on like a line behind",
    `${SETUID}\n-rw-r--r-- 0/0 1 2024-01-01 00:00 squashfs-root/z\n${SETUID.replace("s", "x").replace("0/0", "1/1")}`,
    "usr/bin/x",
  ],
  ["a name with a line end", `${SETUID}\ny`, "usr/bin/x\ny"],
  ["a name with a carriage return", `${SETUID}\r`, "usr/bin/x\r"],
  ["a name with a line separator", `${SETUID}\u2028y`, "usr/bin/x\u2028y"],
])("%s hides no setuid bit", (_what, list, path) => {
  expect(readListing(Buffer.from(list)).stateOf(path)).toEqual(root);
});

test("a name that is no UTF-8 has its state", () => {
  const list = Buffer.concat([Buffer.from(SETUID), Buffer.from([0xe4])]);
  expect(readListing(list).stateOf("usr/bin/x\\xe4")).toEqual(root);
});

test("names of any characters keep their owner and mode, whatever stands around them", () => {
  const name = fc
    .string({ unit: fc.constantFrom(..."ab -/>:\t\r\u2028é", "squashfs-root/", " -> "), minLength: 1, maxLength: 12 })
    .map((text) => `x${text}y`);
  const junk = fc.string({
    unit: fc.constantFrom(..."-rwx d0/1:\n", "squashfs-root/", "lrwxrwxrwx 0/0 "),
    maxLength: 40,
  });
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 8 }), junk, fc.nat({ max: 70_000 }), (names, noise, uid) => {
      const kept = noise.split("\n").filter((line) => !/^[-dl][-rwxsStT]{9} /.test(line));
      const lines = names.map((each) => `-rwsr-xr-x ${uid}/7 12 2024-01-01 00:00 squashfs-root/${each}`);
      const { stateOf, bytes } = readListing(Buffer.from([...kept, ...lines, ...kept].join("\n")));
      expect(bytes).toBe(12 * names.length);
      for (const each of names) expect(stateOf(each)).toEqual({ mode: 0o4755, uid, gid: 7 });
    }),
    { numRuns: 200 },
  );
});
