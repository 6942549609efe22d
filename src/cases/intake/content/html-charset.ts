import type { Part } from "../../../mail/index.ts";
import { decodeText } from "./decode-text.ts";

/** How far browsers look for it (HTML, 13.2.3.2). */
const LOOKED_AT = 1024;
const META = /<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:+-]{1,40})/i;
/** Whoever can read the line that says so did not read one of these. */
const WIDE = /^utf-?(?:16|32)/i;

/** An HTML part as its markup. The mail's own word on the charset counts; where it has none, UTF-8, and then the markup's. */
export function decodeHtml(part: Part): string {
  if (part.parameters.has("charset")) return part.text();
  const bytes = part.content();
  const named = META.exec(Buffer.from(bytes.subarray(0, LOOKED_AT)).toString("latin1"))?.[1];
  return named === undefined || WIDE.test(named) ? part.text() : decodeText(bytes, [named]);
}
