import { formatInstant } from "../../kernel/index.ts";
import type { Advisory, Instant, Issue, Product, Publisher } from "../model.ts";

/** `Debian 12 (bookworm)`, `Debian sid`; a series without a publisher's release is named as it is. */
export function releaseTitle(publisher: Publisher, release: string): string {
  const known = publisher.releases.find(({ codename }) => codename === release);
  if (known === undefined) return release;
  return known.version === undefined
    ? `${publisher.name} ${release}`
    : `${publisher.name} ${known.version} (${release})`;
}

/** `libmodbus in Debian 12 (bookworm)`. */
export function productTitle(publisher: Publisher, { name, release }: Product): string {
  return release === undefined ? name : `${name} in ${releaseTitle(publisher, release)}`;
}

/** The affected versions in words: `before 1.2`, `from 1.0, before 1.2`, `every version`. Only for what is affected. */
export function affectedVersions({ introduced, fixed }: Product): string {
  if (introduced === undefined) return fixed === undefined ? "every version" : `before ${fixed}`;
  return fixed === undefined ? `from ${introduced} on` : `from ${introduced}, before ${fixed}`;
}

/** The affected versions as vers writes them (https://github.com/package-url/vers-spec): `vers:deb/>=1.0|<1.2`. */
export function affectedRange({ scheme, introduced, fixed }: Product): string {
  // A version inside vers is percent-encoded.
  const bounds = [
    ...(introduced === undefined ? [] : [`>=${encodeURIComponent(introduced)}`]),
    ...(fixed === undefined ? [] : [`<${encodeURIComponent(fixed)}`]),
  ];
  return `vers:${scheme}/${bounds.length === 0 ? "*" : bounds.join("|")}`;
}

/** The package URL of all versions (https://github.com/package-url/purl-spec). */
export function purlOf(publisher: Publisher, { scheme, name, release }: Product): string {
  const part = encodeURIComponent(name).replace(/[!'()*]/g, percent);
  if (scheme === "generic") return `pkg:generic/${part}`;
  const vendor = encodeURIComponent(publisher.name.toLowerCase()).replace(/[!'()*]/g, percent);
  return `pkg:deb/${vendor}/${part}?arch=source&distro=${encodeURIComponent(release ?? "")}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

export function productsOf({ products }: Advisory, issue: Issue): readonly Product[] {
  return products.filter(({ issues }) => issues.includes(issue.id));
}

/** The CVE among an issue's names; undefined when it has none. */
export function cveOf({ id, also }: Issue): string | undefined {
  return [id, ...also].find((name) => name.startsWith("CVE-"));
}

/** Where the page about the advisory will stand. */
export function pageAddress({ id, publisher }: Advisory): string {
  return `${publisher.address}/${pagePath(id)}`;
}

export function pagePath(id: string): string {
  return `advisories/${id}.html`;
}

/** `2026-11-24T13:00:00.000Z`. */
export function isoTime({ date }: Instant): string {
  return date.toISOString();
}

/** In UTC, and in the zone in which it was written where that is another: `Tue 24 Nov 2026 13:00 UTC (14:00 +01:00)`. */
export function spokenTime({ date, offset }: Instant): string {
  const utc = formatInstant(date);
  if (offset === 0) return utc;
  const local = new Date(date.getTime() + offset * 60_000);
  const twoDigits = (value: number): string => String(value).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${twoDigits(Math.floor(Math.abs(offset) / 60))}:${twoDigits(Math.abs(offset) % 60)}`;
  const day = local.getUTCDate() === date.getUTCDate() ? "" : `${local.toISOString().slice(0, 10)} `;
  return `${utc} (${day}${twoDigits(local.getUTCHours())}:${twoDigits(local.getUTCMinutes())} ${zone})`;
}
