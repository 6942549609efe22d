/** Prefixes of databases that OSV has registered (https://ossf.github.io/osv-schema/, "id, modified"), as of schema 1.7. */
const REGISTERED = new Set(
  (
    "ALBA ALEA ALPINE ALSA ASB-A AZL BELL BIT CGA CLEANSTART CLSA CURL CVE DEBIAN DHI DLA DRUPAL DSA DTSA ECHO EEF ELA " +
    "FreeBSD GHSA GO GSD HSEC JLSEC KUBE LBSEC LSN MAL MGASA MINI OESA OSEC OSV openSUSE-SU PHSA PSF PUB-A PYSEC RHBA " +
    "RHEA RHSA RLSA ROOT RSEC RUSTSEC RXSA SUSE-FU SUSE-OU SUSE-RU SUSE-SU UBUNTU USN V8"
  ).split(" "),
);

/** Whether an id begins with a registered prefix and its hyphen. */
export function isRegistered(id: string): boolean {
  for (let at = id.indexOf("-"); at > 0; at = id.indexOf("-", at + 1)) if (REGISTERED.has(id.slice(0, at))) return true;
  return false;
}

/** Whether an id is one that OSV's schema takes: of a registered database, or of a local one. */
export function isOsvId(id: string): boolean {
  return /^x_.+-/.test(id) || isRegistered(id);
}
