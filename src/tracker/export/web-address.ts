/** RFC 3986 in full for what notes usually hold; such an address is handed on as it is. */
const CONFORMS =
  /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:[/?](?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$/;
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;
const NOT_ALLOWED = /%(?![0-9A-Fa-f]{2})|[^\w.~!$&'()*+,;=:@/?%-]/g;

/**
 * An address as documents may hold it: what may not stand in one as it is, as `|` or `[`, is percent-encoded (RFC 3986,
 * section 2.1), and a user's name in it is left out. People write addresses as browsers take them, which is more than the
 * format `uri` of the published schemas allows. undefined for what is no address of the web.
 */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  if (CONFORMS.test(text)) return text;
  const { origin, hostname, pathname, search, hash } = new URL(text);
  if (!HOST.test(hostname)) return undefined;
  const fragment = hash === "" ? "" : `#${encoded(hash.slice(1))}`;
  return `${origin}${encoded(pathname)}${encoded(search)}${fragment}`;
}

function encoded(part: string): string {
  return part.replace(NOT_ALLOWED, (character) =>
    character === "%" ? "%25" : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
