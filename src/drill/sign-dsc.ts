import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { SamedayError } from "../kernel/index.ts";

/** A file of a source package on its way to the desk. */
export interface SourceFileToSend {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/**
 * Puts the drill's own signature on a .dsc that the archive has signed by somebody else's key: the uploader of a drill
 * takes responsibility for it as a maintainer would. Its content, and every other file, stays as it was.
 */
export async function signDsc(
  paths: readonly string[],
  sign: (text: string) => Promise<string>,
): Promise<SourceFileToSend[]> {
  const dsc = paths.find((path) => path.endsWith(".dsc"));
  if (!dsc) throw new SamedayError("INPUT_INVALID", "The source has no .dsc.");
  await writeFile(dsc, await sign(signedBody(await readFile(dsc, "utf8"))));
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { name: basename(path), path, sha256, size: bytes.length };
    }),
  );
}

/** The text inside a clear-signed message (RFC 9580, section 7), or the text itself when it is not signed. */
export function signedBody(text: string): string {
  const match =
    /^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]+: .*\n)*\n([\s\S]*?)\n-----BEGIN PGP SIGNATURE-----/m.exec(text);
  return match?.[1] === undefined ? text : `${match[1].replace(/^- /gm, "")}\n`;
}
