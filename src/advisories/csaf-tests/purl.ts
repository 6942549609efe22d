const PART = "(?:[A-Za-z0-9._~:-]|%[0-9A-Fa-f]{2})+";
const FORM = new RegExp(
  `^pkg:/{0,2}([A-Za-z][A-Za-z0-9.+-]*)/(?:${PART}/)*${PART}(?:@${PART})?(?:\\?([^#]*))?(?:#(?:${PART}|[/+])*)?$`,
);

/**
 * Whether a package URL can be read (https://github.com/package-url/purl-spec): type, namespace and name, version, qualifiers,
 * subpath, everything but their separators percent-encoded. Of type deb it must be in its canonical form: vendor, qualifiers
 * sorted by key.
 */
export function isPurl(purl: string): boolean {
  const [whole, type, qualifiers] = FORM.exec(purl) ?? [];
  if (whole === undefined || type === undefined) return false;
  const pairs = qualifiers === undefined ? [] : qualifiers.split("&").map((pair) => pair.split("="));
  if (
    !pairs.every(
      ([key = "", value = "", ...more]) => /^[A-Za-z][A-Za-z0-9._-]*$/.test(key) && value !== "" && more.length === 0,
    )
  )
    return false;
  if (type !== "deb") return true;
  const part = "(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+";
  const plain = new RegExp(
    `^pkg:deb/${part}/${part}(?:@(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)?(?:\\?[a-z]+=${part}(?:&[a-z]+=${part})*)?$`,
  );
  const keys = pairs.map(([key = ""]) => key);
  return plain.test(purl) && keys.join() === [...new Set(keys)].sort().join();
}
