/** A commit's own signature, and the bytes that it covers (gitformat-signature(5)). */
export interface SignedCommit {
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
}

/**
 * Takes the `gpgsig` header with its continuation lines out of a commit. Undefined when there is none, or one that is no
 * OpenPGP signature.
 */
export function signedCommit(commit: Uint8Array): SignedCommit | undefined {
  // Latin 1 keeps every byte as one character.
  const text = Buffer.from(commit).toString("latin1");
  const end = text.indexOf("\n\n");
  if (end < 0) return undefined;
  const kept: string[] = [];
  const signature: string[] = [];
  let into: string[] | undefined;
  for (const line of text.slice(0, end).split("\n")) {
    if (!line.startsWith(" ")) into = takenBy(line, signature);
    if (into === undefined) kept.push(line);
    else into.push(line.replace(/^(?:gpgsig(?:-sha256)?)? /, ""));
  }
  if (signature[0] !== "-----BEGIN PGP SIGNATURE-----") return undefined;
  return {
    signature: Buffer.from(`${signature.join("\n")}\n`, "latin1"),
    payload: Buffer.from(`${kept.join("\n")}${text.slice(end)}`, "latin1"),
  };
}

/** A signature over the other kind of object names is left out of what is covered, and not looked at. */
function takenBy(line: string, signature: string[]): string[] | undefined {
  if (line.startsWith("gpgsig ")) return signature;
  return line.startsWith("gpgsig-sha256 ") ? [] : undefined;
}

/** The values of a trailer in a commit's message: in its last paragraph, each on a line (git-interpret-trailers(1)). */
export function trailers(message: string, name: string): readonly string[] {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return [];
  return (paragraphs.at(-1) ?? "").split("\n").flatMap((line) => {
    const [, key, value] = /^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*\S)[ \t]*$/.exec(line) ?? [];
    return key?.toLowerCase() === name.toLowerCase() && value !== undefined ? [value] : [];
  });
}
