/** Which binary package a file of apt's archive directory is. */
export interface BinaryName {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
}

const NAME = /^([a-z0-9][a-z0-9+.-]*)_([A-Za-z0-9.+~%:-]+)_([a-z0-9-]+)\.deb$/;

/** `libc6_2.36-9+deb12u10_amd64.deb`, with the colon of an epoch as `%3a`, as apt names what it downloads. */
export function parseArchiveName(file: string): BinaryName | undefined {
  const match = NAME.exec(file);
  if (!match) return undefined;
  const [, name, version, architecture] = match as unknown as [string, string, string, string];
  return { package: name, version: version.replace(/%3a/gi, ":"), architecture };
}

export function formatArchiveName(binary: BinaryName): string {
  return `${binary.package}_${binary.version.replaceAll(":", "%3a")}_${binary.architecture}.deb`;
}
