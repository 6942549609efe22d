import { type Part, unflowed } from "../../../mail/index.ts";

const SIGNED = /^-----BEGIN PGP SIGNED MESSAGE-----/m;

/** A part's text as it was before it was broken into lines for sending; a clear-signed one as it came, since its signature is over that. */
export function plainText(part: Part): string {
  const text = part.text();
  const { mediaType, parameters } = part;
  if (mediaType !== "text/plain" || parameters.get("format")?.toLowerCase() !== "flowed" || SIGNED.test(text))
    return text;
  return unflowed(text, parameters.get("delsp")?.toLowerCase() === "yes");
}
