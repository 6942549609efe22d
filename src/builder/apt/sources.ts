import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../kernel/index.ts";
import type { AptSource } from "../protocol.ts";

/** Short name of one set of sources for one architecture: the same set shares indices, .deb files and base trees. */
export function sourcesKey(sources: readonly AptSource[], architecture: string): string {
  const canonical = sources.map(({ url, suite, components, keyring }) => [url, suite, components, sha256(keyring)]);
  return sha256(JSON.stringify([architecture, canonical])).slice(0, 20);
}

/** sources.list(5), one line a source, each bound to its own keyring. */
export function sourcesList(sources: readonly AptSource[], architecture: string, keyrings: string): string {
  return sources
    .map(({ url, suite, components }, index) => {
      const options = `arch=${architecture} signed-by=${keyringPath(keyrings, index)}`;
      return `deb [${options}] ${url} ${suite} ${components.join(" ")}\n`;
    })
    .join("");
}

/** Writes each source's keyring as `N.gpg`. */
export async function writeKeyrings(sources: readonly AptSource[], directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [index, source] of sources.entries()) {
    await writeFile(keyringPath(directory, index), Buffer.from(source.keyring, "base64"));
  }
}

function keyringPath(directory: string, index: number): string {
  return join(directory, `sameday-${index}.gpg`);
}
