/** How much a desk has to know; every number is of records that the lists and the archive really hold. */
export interface Amount {
  /** Source packages in each release. */
  readonly packages: number;
  /** Issues that are open in two releases each. */
  readonly openIssues: number;
  /** Issues that every release has fixed. */
  readonly fixedIssues: number;
}

const WORDS = [
  "curl",
  "apr-util",
  "libxml2",
  "qemu",
  "node-tar",
  "openssl",
  "memcached",
  "libmodbus",
  "gnutls28",
  "git",
];
const FLAWS = [
  "out-of-bounds read when a header is longer than its field",
  "use after free in the parser of nested elements",
  "path traversal through a symbolic link in an archive",
  "denial of service by a request that is never finished",
  "integer overflow in the size of a table",
];
const URGENCIES = ["", " (high)", " (medium)", " (low)", "", " (unimportant)"];

/** The name of a source package; the first ones are names that people know. */
export function packageName(index: number): string {
  return WORDS[index] ?? `${WORDS[index % WORDS.length]}-${index}`;
}

/** CVE/list in Debian's form, newest first. Every seventh open issue has a decision, as in life. */
export function cveList({ packages, openIssues, fixedIssues }: Amount): string {
  const records: string[] = [];
  for (let index = 0; index < openIssues + fixedIssues; index += 1) {
    const open = index < openIssues;
    const name = packageName((index * 7919) % packages);
    const description = `${FLAWS[index % FLAWS.length]} of ${name}`;
    const lines = [`CVE-${2026 - (index % 9)}-${20_000 + index} [${description}]`];
    lines.push(`\t- ${name} ${open ? "2.0-1" : "0.9-1"}${URGENCIES[index % URGENCIES.length]}`);
    if (open && index % 7 === 3) lines.push(`\t[bookworm] - ${name} <no-dsa> (Minor issue)`);
    if (open && index % 7 === 5) lines.push(`\t[trixie] - ${name} <postponed> (Can be fixed in the next update)`);
    records.push(lines.join("\n"));
  }
  return `${records.join("\n")}\n`;
}

/** Advisories of the past: what they name was public on that day. */
export function advisoryList({ packages, openIssues }: Amount): string {
  const days = ["20 Nov 2026", "14 Oct 2026", "02 Sep 2026"];
  return days
    .map((day, index) => {
      const issue = Math.min(index, openIssues - 1);
      const name = packageName((issue * 7919) % packages);
      return `[${day}] DSA-${6050 - index}-1 ${name} - security update\n\t{CVE-${2026 - (issue % 9)}-${20_000 + issue}}\n\t[bullseye] - ${name} 0.9-1+deb11u1\n`;
    })
    .join("");
}

/** Sources of one suite: everything in the version that the open issues still have. */
export function sourcesIndex({ packages }: Amount, version: string): string {
  const stanzas: string[] = [];
  for (let index = 0; index < packages; index += 1) {
    const name = packageName(index);
    const hash = index.toString(16).padStart(64, "0");
    stanzas.push(
      `Package: ${name}\nBinary: lib${name}, ${name}-doc\nVersion: ${version}\nArchitecture: any all\nDirectory: pool/main/${name}\nChecksums-Sha256:\n ${hash} 2000 ${name}_${version}.dsc\n`,
    );
  }
  return stanzas.join("\n");
}

/** Packages of one suite and architecture. */
export function packagesIndex({ packages }: Amount, version: string): string {
  const stanzas: string[] = [];
  for (let index = 0; index < packages; index += 1) {
    const name = packageName(index);
    const hash = (index + 1).toString(16).padStart(64, "0");
    stanzas.push(
      `Package: lib${name}\nSource: ${name}\nVersion: ${version}\nArchitecture: amd64\nFilename: pool/main/${name}/lib${name}_${version}_amd64.deb\nSize: 4000\nSHA256: ${hash}\n`,
    );
  }
  return stanzas.join("\n");
}
