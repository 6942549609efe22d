import type { Headers } from "../../../mail/index.ts";
import type { CameAlong } from "../content/found.ts";

/**
 * The key of the Autocrypt header (Autocrypt Level 1, 2.1). One that names another address than From's, or has an unknown
 * attribute that is not optional, is none; of several nobody knows which is meant.
 */
export function autocryptKey(headers: Headers, from: string | undefined): readonly CameAlong[] {
  if (from === undefined) return [];
  const found = headers.all.flatMap(({ name, raw }) => (name === "autocrypt" ? (keyOf(raw, from) ?? []) : []));
  return found.length === 1 ? found : [];
}

function keyOf(header: string, from: string): CameAlong | undefined {
  const attributes = new Map<string, string>();
  for (const attribute of header.split(";")) {
    const [, name, value] = /^\s*([A-Za-z0-9_-]+)\s*=\s*(.*)$/s.exec(attribute) ?? [];
    if (name === undefined) continue;
    if (!/^(?:addr|prefer-encrypt|keydata|_.*)$/i.test(name)) return undefined;
    attributes.set(name.toLowerCase(), value?.trim() ?? "");
  }
  const data = attributes.get("keydata")?.replace(/\s+/g, "");
  if (attributes.get("addr")?.toLowerCase() !== from || !data) return undefined;
  return { bytes: Buffer.from(data, "base64"), source: "autocrypt", encrypted: false };
}
