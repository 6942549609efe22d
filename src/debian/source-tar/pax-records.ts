import { isUtf8 } from "node:buffer";
import { SamedayError } from "../../kernel/index.ts";

/** Records that change neither which files there are nor their content, besides `path` and `linkpath`. */
const HARMLESS = /^(?:comment|[acm]time|[ug]id|[ug]name|SCHILY\..*|LIBARCHIVE\..*)$/;

/** The records of a pax header (pax(1), "Extended Header"). Throws INPUT_INVALID for one that readers may take differently. */
export function requireHarmlessRecords(content: Buffer, isGlobal: boolean, name: string): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const digits = space < 0 ? "" : content.toString("latin1", at, space);
    const length = /^[1-9][0-9]{0,7}$/.test(digits) ? Number(digits) : 0;
    const record = content.toString("utf8", space + 1, at + length);
    const isText = isUtf8(content.subarray(space + 1, at + length));
    const equals = record.indexOf("=");
    const isWhole = length > digits.length + 2 && at + length <= content.length && record.endsWith("\n");
    if (!isWhole || equals < 1) throw refuse(name, "a damaged pax header");
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1, -1);
    const isName = !isGlobal && (key === "path" || key === "linkpath");
    if (!isName && !HARMLESS.test(key)) throw refuse(name, `the pax record ${JSON.stringify(key.slice(0, 80))}`);
    if (isName && (!isText || value === "" || value.includes("\0") || records.has(key)))
      throw refuse(name, "an unclear pax name");
    records.set(key, value);
    at += length;
  }
  return records;
}

function refuse(name: string, what: string): SamedayError {
  return new SamedayError("INPUT_INVALID", `${name} has ${what}: tar readers do not agree on it. Pack it anew.`);
}
