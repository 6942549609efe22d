import { type Header, pack } from "tar-stream";
import { expect, test } from "vitest";
import { TarGuard } from "./tar-guard.ts";

async function tar(members: readonly Member[]): Promise<Buffer> {
  const packed = pack();
  for (const member of members) packed.entry(member, member.type ? "" : "text");
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function check(bytes: Buffer, step = 100): void {
  const guard = new TarGuard("a.tar.xz");
  for (let at = 0; at < bytes.length; at += step) guard.check(bytes.subarray(at, at + step));
}

type Member = Pick<Header, "name"> & Partial<Header>;

const long = "d/".repeat(150);
test("plain members and long names pass, however the bytes are cut", async () => {
  const bytes = await tar([{ name: "a" }, { name: `${long}b` }]);
  for (const step of [1, 511, 512, 513, 100_000]) expect(() => check(bytes, step)).not.toThrow();
});

test("a member behind the end marker is refused", async () => {
  const bytes = Buffer.concat([await tar([{ name: "a" }]), await tar([{ name: "b" }])]);
  expect(() => check(bytes)).toThrow("behind its end-of-archive marker");
});

test.each<[string, Member[], string]>([
  ["a path twice", [{ name: "a" }, { name: "./a" }], "twice"],
  ["a path through a link", [{ name: "a", type: "symlink", linkname: "b" }, { name: "a/c" }], "no directory"],
  ["a sparse record", [{ name: "a", pax: { "GNU.sparse.name": "b" } }], "GNU.sparse.name"],
  ["a path too long", [{ name: `${"d/".repeat(3000)}b` }], "4096 bytes"],
  ["a path upwards", [{ name: "a/../b" }], "not plain"],
])("%s is refused", async (_what, members, message) => {
  const bytes = await tar(members);
  expect(() => check(bytes)).toThrow(message);
});

/** A header in front of the member that packs nothing: of pax when `text` is a list of records, else a long name. */
async function withExtensions(extensions: readonly [string, string][], name: string): Promise<Buffer> {
  const blocks = await Promise.all(
    extensions.map(async ([type, text]) => {
      const bytes = (await tar([{ name: "ext" }])).subarray(0, 1024);
      bytes.fill(0, 512);
      bytes.write(text, 512, "latin1");
      bytes.write(`${text.length.toString(8).padStart(11, "0")}\0`, 124);
      bytes.write(type, 156);
      return bytes;
    }),
  );
  return Buffer.concat([...blocks, await tar([{ name }])]);
}

test.each<[string, [string, string][], string]>([
  [
    "two pax headers, of which GNU tar takes the second alone",
    [
      ["x", "10 path=b\n"],
      ["x", "12 comment=\n"],
    ],
    "several",
  ],
  [
    "a pax header beside a long name",
    [
      ["x", "10 path=b\n"],
      ["L", "c"],
    ],
    "several",
  ],
  [
    "a global header behind one for the member",
    [
      ["L", "c"],
      ["g", "12 comment=\n"],
    ],
    "several",
  ],
  ["an empty long name", [["L", "\0"]], "empty"],
  ["a long name that is not UTF-8", [["L", "\xff"]], "UTF-8"],
  ["a pax name that is not UTF-8", [["x", "10 path=\xff\n"]], "unclear"],
])("%s is refused", async (_what, extensions, message) => {
  const bytes = await withExtensions(extensions, "a");
  expect(() => check(bytes)).toThrow(message);
});

test("a name that is not UTF-8 is refused", async () => {
  const bytes = await tar([{ name: "abc" }]);
  bytes[1] = 0xff;
  expect(() => check(bytes)).toThrow("not UTF-8");
});

test.each<[string, Member[]]>([
  ["outside", [{ name: "a", type: "link", linkname: "../b" }]],
  ["to a file that comes later", [{ name: "a", type: "link", linkname: "b" }, { name: "b" }]],
  [
    "to a symbolic link",
    [
      { name: "a", type: "symlink", linkname: "/b" },
      { name: "b", type: "link", linkname: "a" },
    ],
  ],
])("a hard link %s is refused", async (_what, members) => {
  const bytes = await tar(members);
  expect(() => check(bytes)).toThrow("hard link");
});

test("a hard link to a file before it passes", async () => {
  const bytes = await tar([{ name: "./d/a" }, { name: "b", type: "link", linkname: "./d/a" }]);
  expect(() => check(bytes)).not.toThrow();
});
