import { versionWithoutEpoch } from "../kernel/index.ts";

const PACKED = "tar\\.(?:gz|bz2|lzma|xz)";

/** What a source package consists of, as its .dsc says. */
export interface SourceParts {
  readonly format: string;
  readonly source: string;
  readonly version: string;
  readonly names: readonly string[];
}

/**
 * Why dpkg-source(1) would not unpack a source of these files, or readers could take one of them for another part;
 * undefined when all is well. Whoever reads the parts by their names afterwards reads what dpkg-source reads.
 */
export function wrongParts({ format, source, version, names }: SourceParts): string | undefined {
  const whole = escaped(`${source}_${versionWithoutEpoch(version)}`);
  const upstream = escaped(`${source}_${versionWithoutEpoch(version).replace(/-[^-]*$/, "")}`);
  const forms: Readonly<Record<string, readonly string[]>> = {
    "1.0": [
      `(?:${upstream}\\.orig|${whole})\\.tar\\.gz`,
      `${whole}\\.diff\\.gz`,
      `${upstream}\\.orig\\.tar\\.gz\\.asc`,
    ],
    "3.0 (native)": [`${whole}\\.${PACKED}`],
    "3.0 (quilt)": [
      `${upstream}\\.orig\\.${PACKED}`,
      `${whole}\\.debian\\.${PACKED}`,
      `${upstream}\\.orig\\.${PACKED}\\.asc`,
      `${upstream}\\.orig-[A-Za-z0-9-]+\\.${PACKED}(?:\\.asc)?`,
    ],
  };
  const known = Object.hasOwn(forms, format) ? forms[format] : undefined;
  if (!known)
    return `The source format ${JSON.stringify(format.slice(0, 80))} is not one of 1.0, 3.0 (quilt), 3.0 (native).`;
  const isOne = (form: string, name: string): boolean => new RegExp(`^${form}$`).test(name);
  const stray = names.find((name) => !known.some((form) => isOne(form, name)));
  if (stray !== undefined) return `${stray} is no part of a source of this name and version in the format ${format}.`;
  const needed = format === "3.0 (quilt)" ? known.slice(0, 2) : known.slice(0, 1);
  const isWhole = needed.every((form) => names.filter((name) => isOne(form, name)).length === 1);
  if (!isWhole)
    return `A source in the format ${format} has one ${needed.length > 1 ? "orig.tar and one debian.tar" : "tarball"}.`;
  const stems = names.map((name) => name.replace(/\.(?:gz|bz2|lzma|xz)(\.asc)?$/, "$1"));
  if (new Set(stems).size < stems.length) return "One part of the source is there twice, packed in two ways.";
  const isMistaken = format !== "3.0 (quilt)" && names.some((name) => /\.debian\.tar\.|\.orig-[^/]*\.tar\./.test(name));
  return isMistaken ? "The version looks like the name of another part of a source." : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
