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
  const { states, bytes } = readListing(Buffer.from(lines.join("\n")));
  expect(bytes).toBe(44_632);
  expect(states.get("usr/bin/a b")).toEqual({ mode: 0o4755, uid: 0, gid: 1000 });
});
