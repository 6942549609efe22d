import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { isSha256, SamedayError, type Sha256 } from "../../kernel/index.ts";
import { blobPath } from "./paths.ts";

export interface BlobFault {
  readonly sha256: Sha256;
  /** `altered`: the content hashes otherwise; `unreadable`: the disk does not give it. */
  readonly fault: "altered" | "unreadable";
}

/** Every name in the store, in order. */
export async function* listBlobs(directory: string): AsyncGenerator<Sha256> {
  const root = path.join(directory, "sha256");
  for (const prefix of (await readdir(root)).sort()) {
    for (const name of (await readdir(path.join(root, prefix))).sort()) {
      if (isSha256(name) && name.startsWith(prefix)) yield name;
    }
  }
}

/** Reads everything again and names what is not what it was. */
export async function verifyBlobs(directory: string): Promise<{ checked: number; faults: BlobFault[] }> {
  const faults: BlobFault[] = [];
  let checked = 0;
  for await (const sha256 of listBlobs(directory)) {
    checked += 1;
    const found = await hashFile(blobPath(directory, sha256)).catch(() => undefined);
    if (found !== sha256) faults.push({ sha256, fault: found === undefined ? "unreadable" : "altered" });
  }
  return { checked, faults };
}

export async function hashFile(file: string): Promise<Sha256> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Passes content on and breaks off with HASH_MISMATCH at its end when it was not what its name says. */
export function hashGuard(expected: Sha256): Transform {
  const hash = createHash("sha256");
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (hash.digest("hex") === expected) return done();
      done(new SamedayError("HASH_MISMATCH", `The stored content ${expected} was altered on the disk.`));
    },
  });
}
