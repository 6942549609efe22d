import { type Header, pack } from "tar-stream";
import { expect, test } from "vitest";
import { TarGuard } from "./tar-guard.ts";

async function tar(members: readonly Member[]): Promise<Buffer> {
  const packed = pack();
  for (const member of members) packed.entry(member, member.type === "symlink" ? "" : "text");
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
