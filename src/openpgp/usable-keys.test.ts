import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { usableKeyFiles } from "./usable-keys.ts";

const ARMORED = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmAEC\n-----END PGP PUBLIC KEY BLOCK-----\n";

test("a key file that cannot be read or parsed is left out, and the others are not", async () => {
  const directory = await mkdtemp(join(tmpdir(), "usable-keys-"));
  const at = (name: string): string => join(directory, name);
  try {
    await writeFile(at("armored"), ARMORED);
    await writeFile(at("binary"), Buffer.from([0x98, 1, 2]));
    await writeFile(at("damaged"), ARMORED.replace("mAEC", "m*EC"));
    await writeFile(at("cut"), ARMORED.slice(0, 50));
    await writeFile(at("text"), "hello\n");
    await writeFile(at("empty"), "");
    const names = ["damaged", "armored", "missing", "cut", "text", "empty", "binary", "armored"];
    expect(await usableKeyFiles(names.map(at))).toEqual([at("armored"), at("binary")]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
