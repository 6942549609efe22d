/** CVE/order after first lines of records have changed, by which it names them; undefined when nothing changes in it. */
export function reordered(
  bytes: Uint8Array | undefined,
  changes: readonly (readonly [string, string])[],
): Uint8Array | undefined {
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString("latin1");
  const now = new Map(changes);
  const lines = text.split("\n").map((line) => {
    const header = now.get(line.slice(5));
    return header === undefined ? line : `${line.slice(0, 5)}${header}`;
  });
  const after = lines.join("\n");
  return after === text ? undefined : Buffer.from(after, "latin1");
}
