/**
 * The machine-readable lines of gpg and gpgv (`doc/DETAILS` in GnuPG's source): `[GNUPG:] KEYWORD argument …`.
 * Lines for people stand between them; gpg writes control characters in those as escapes, so they cannot pose as status.
 */
export interface StatusLine {
  readonly keyword: string;
  readonly args: readonly string[];
}

const PREFIX = "[GNUPG:] ";

export function parseStatus(text: string): readonly StatusLine[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(PREFIX))
    .map((line) => {
      const [keyword = "", ...args] = line.slice(PREFIX.length).trimEnd().split(" ");
      return { keyword, args };
    });
}
