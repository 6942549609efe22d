/** A set of ASCII characters, bit n for code n. Tor's control protocol has no others. */
export type CharacterSet = bigint;

/** A regular expression of Python's `re`, as far as its language of ASCII lines goes. */
export type Pattern =
  | { readonly kind: "set"; readonly set: CharacterSet; readonly isDot: boolean }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "choice"; readonly branches: readonly Pattern[] }
  /** `most` is Infinity for `*` and `+`. */
  | { readonly kind: "repeat"; readonly item: Pattern; readonly least: number; readonly most: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  /** Look-around, `\b` and back references: taken as if they always held, so that more seems to match rather than less. */
  | { readonly kind: "unknown" };
