import { domainToASCII } from "node:url";

/** What an address may have behind its @ before letters beyond ASCII are written in it. */
const WRITTEN = /^(?:[A-Za-z0-9.-]|[^\0-\u00A0])+$/u;
const ASCII = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/**
 * A mail domain in its ASCII form (RFC 5891), lower case; undefined for what is none. Node's own conversion reads its text
 * as the host of an address: it would decode `%61` and drop a path.
 */
export function asciiDomain(domain: string): string | undefined {
  if (!WRITTEN.test(domain)) return undefined;
  const ascii = domainToASCII(domain).toLowerCase();
  return ASCII.test(ascii) ? ascii : undefined;
}
