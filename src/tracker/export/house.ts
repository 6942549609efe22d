import type { IssueId } from "../../kernel/index.ts";
import { webAddress } from "./web-address.ts";

/** Who speaks in an export, and where what it says can be found. */
export interface House {
  /** As the vendor stands in documents: `Debian`. Also the ecosystem of OSV. */
  readonly name: string;
  readonly contact: string;
  /** Pages about issues and advisories lie below it: `https://security-tracker.debian.org/tracker`. No trailing slash. */
  readonly pages: string;
  /** Where the export's directory will be served; no trailing slash. */
  readonly files: string;
  /** The release's number, undefined for one that has none, as unstable. */
  versionOf(codename: string): string | undefined;
}

/** distro-info-data's table, for data that come without a distribution definition. */
const DEBIAN_VERSIONS: ReadonlyMap<string, string> = new Map([
  ["wheezy", "7"],
  ["jessie", "8"],
  ["stretch", "9"],
  ["buster", "10"],
  ["bullseye", "11"],
  ["bookworm", "12"],
  ["trixie", "13"],
  ["forky", "14"],
  ["duke", "15"],
]);

/** Debian speaks where nobody else is named: the lists are its own. `files` is where the export will be served. */
export function debianHouse(files?: string): House {
  const pages = "https://security-tracker.debian.org/tracker";
  return {
    name: "Debian",
    contact: "https://www.debian.org/security/",
    pages,
    files: files ?? `${pages}/export`,
    versionOf: (codename) => DEBIAN_VERSIONS.get(codename),
  };
}

/** An address for a house, as documents may hold it and without a slash at its end; undefined for what is none. */
export function houseAddress(text: string): string | undefined {
  return webAddress(text)?.replace(/\/+$/, "");
}

export function issuePage(house: House, issue: IssueId): string {
  return `${house.pages}/${encodeURIComponent(issue)}`;
}

/** `Debian 12 (bookworm)`, `Debian sid`. */
export function releaseTitle(house: House, codename: string): string {
  const version = house.versionOf(codename);
  return version === undefined ? `${house.name} ${codename}` : `${house.name} ${version} (${codename})`;
}

/**
 * The package URL of a source package, with a version or for all of them
 * (https://github.com/package-url/purl-spec, type `deb`).
 */
export function sourcePurl(house: House, name: string, release: string, version?: string): string {
  const at = version === undefined ? "" : `@${encodeURIComponent(version).replaceAll("%3A", ":")}`;
  const vendor = encodeURIComponent(house.name.toLowerCase());
  return `pkg:deb/${vendor}/${encodeURIComponent(name)}${at}?arch=source&distro=${encodeURIComponent(release)}`;
}
