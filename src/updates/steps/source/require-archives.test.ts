import { expect, test } from "vitest";
import { sha256 } from "../../../kernel/index.ts";
import type { LineContext } from "../../context.ts";
import { requireArchives } from "./require-archives.ts";

const CHECKSUMS = `\n ${sha256("orig")} 4 p_1.0.orig.tar.xz\n ${sha256("packaging")} 9 p_1.0-1.debian.tar.xz`;

function context(role: string, rehearses: string | null = null): Parameters<typeof requireArchives>[0] {
  const contents = {
    suite: { name: `bookworm-${role}`, role },
    source: (name: string) => (name === "p" ? { checksums: CHECKSUMS } : undefined),
  };
  return {
    definition: { releases: [{ codename: "bookworm" }] },
    suites: { ofRelease: async () => [contents] },
    rehearses,
  } as unknown as LineContext;
}

const file = (name: string, text: string) => ({ name, sha256: sha256(text) });

test("upstream's tarball as the archive has it, and what it does not have, are taken", async () => {
  const files = [file("p_1.0.orig.tar.xz", "orig"), file("p_1.0-2.debian.tar.xz", "new")];
  await expect(requireArchives(context("main"), "p", files)).resolves.toBeUndefined();
  await expect(requireArchives(context("main"), "q", [file("p_1.0.orig.tar.xz", "other")])).resolves.toBeUndefined();
});

test("another tarball under upstream's name is refused, and told by name and suite", async () => {
  const refused = requireArchives(context("main"), "p", [file("p_1.0.orig.tar.xz", "other")]);
  await expect(refused).rejects.toMatchObject({
    code: "HASH_MISMATCH",
    message: expect.stringContaining("bookworm-main"),
  });
});

test("the fix that a drill rehearses counts as not there yet", async () => {
  const files = [file("p_1.0-1.debian.tar.xz", "signed anew")];
  await expect(requireArchives(context("security", "p"), "p", files)).resolves.toBeUndefined();
  await expect(requireArchives(context("security"), "p", files)).rejects.toMatchObject({ code: "HASH_MISMATCH" });
});
