/** The fields of one paragraph that a Debian tool wrote (deb822(5)); names in lower case, further lines kept with their line ends. */
export type ControlFields = ReadonlyMap<string, string>;

/** Reads what dpkg-deb and apt-ftparchive print, and what gpgv found signed. Anything but a field or its continuation is passed over. */
export function controlFields(paragraph: string): ControlFields {
  const fields = new Map<string, string>();
  let name = "";
  for (const line of paragraph.split("\n")) {
    const field = /^([A-Za-z0-9][A-Za-z0-9-]*):[ \t]*(.*)$/.exec(line);
    if (field) {
      name = (field[1] ?? "").toLowerCase();
      fields.set(name, field[2] ?? "");
    } else if (/^[ \t]/.test(line) && name !== "") {
      fields.set(name, `${fields.get(name)}\n${line.trim()}`);
    } else {
      name = "";
    }
  }
  return fields;
}

export function controlParagraphs(text: string): readonly string[] {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}

/** `Checksums-Sha256` of a .dsc, a .changes or a Sources stanza: name to hash. */
export function sha256Checksums(fields: ControlFields): ReadonlyMap<string, string> {
  const entries = (fields.get("checksums-sha256") ?? "").split("\n").flatMap((line) => {
    const match = /^([0-9a-f]{64}) \d+ (\S+)$/.exec(line);
    return match ? [[match[2] ?? "", match[1] ?? ""] as const] : [];
  });
  return new Map(entries);
}
