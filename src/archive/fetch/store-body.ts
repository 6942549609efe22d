import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

export interface StoredBody {
  readonly size: number;
  readonly sha256: string;
}

/** Writes a body to a new file as it comes, hashes it on the way and leaves it safe on the disk. */
export async function storeBody(body: AsyncIterable<Uint8Array>, file: string): Promise<StoredBody> {
  const handle = await open(file, "wx", 0o644);
  try {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of body) {
      hash.update(chunk);
      size += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.sync();
    return { size, sha256: hash.digest("hex") };
  } finally {
    await handle.close();
  }
}

export async function collectBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
