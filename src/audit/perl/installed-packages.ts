import { parseStanzas } from "../../debian/index.ts";

/** A package with its version, and where a list says so. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly line: number;
}

/** The installed ones among these packages, of dpkg's status (dpkg(1), dpkg-query(1)): only their stanzas are read. */
export function installedPackages(status: string, names: readonly string[]): readonly ListedPackage[] {
  return names
    .flatMap((name) => stanzasOf(status, name))
    .flatMap(({ text, line }) => {
      const [stanza] = parseStanzas(text, undefined, line).value;
      const name = stanza?.get("Package");
      const version = stanza?.field("Version");
      // `deinstall ok config-files` leaves no code behind.
      const isThere = /\s(?:installed|unpacked|half-configured|half-installed|triggers-awaited|triggers-pending)$/.test(
        stanza?.get("Status") ?? "",
      );
      return name && version && isThere ? [{ name, version: version.value, line: version.place.line }] : [];
    });
}

/** One for every architecture that it is installed for. */
function stanzasOf(status: string, name: string): readonly { readonly text: string; readonly line: number }[] {
  const stanzas: { text: string; line: number }[] = [];
  const head = `Package: ${name}\n`;
  for (let at = status.indexOf(head); at >= 0; at = status.indexOf(head, at + 1)) {
    if (at > 0 && status[at - 1] !== "\n") continue;
    const begin = status.lastIndexOf("\n\n", at) + 2;
    const start = begin < 2 ? 0 : begin;
    const end = status.indexOf("\n\n", at);
    stanzas.push({
      text: status.slice(start, end < 0 ? status.length : end + 1),
      line: status.slice(0, start).split("\n").length,
    });
  }
  return stanzas;
}
