/** A piece of an interpolated string: text, a variable, the first subscript of one, or code. */
export type StringPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string; readonly key: string | undefined }
  /** `@{[ … ]}`, `${\ … }`: what stands in it. */
  | { readonly kind: "code"; readonly text: string };

const VARIABLE = /[$@](?:\{\s*(\^?\w+(?:::\w+)*)\s*\}|((?:::)?[A-Za-z_]\w*(?:::\w+)*|\d+|\$(?!\w)|[&!])|\{)/y;
const KEY = /(?:->)?(?:\{\s*(?:"([^"\\]*)"|'([^'\\]*)'|(-?\w+))\s*\}|(\[[^\]]{0,100}\]|\{[^}]{0,200}\}))/y;
const MAX_PARTS = 64;

/** What a string is made of (perlop(1), "Gory details of parsing quoted constructs"); of long ones the beginning. */
export function partsOf(text: string): readonly StringPart[] {
  const parts: StringPart[] = [];
  let plain = "";
  for (let at = 0; at < text.length && parts.length < MAX_PARTS; ) {
    const character = text[at] ?? "";
    VARIABLE.lastIndex = at;
    const match = character === "$" || character === "@" ? VARIABLE.exec(text) : null;
    if (!match) {
      plain += character === "\\" ? (text[at + 1] ?? "") : character;
      at += character === "\\" ? 2 : 1;
      continue;
    }
    if (plain !== "") parts.push({ kind: "text", text: plain });
    plain = "";
    const name = match[1] ?? match[2];
    if (name === undefined) {
      const end = endOfCode(text, at + 2);
      parts.push({ kind: "code", text: text.slice(at + 2, end) });
      at = end + 1;
      continue;
    }
    KEY.lastIndex = at + match[0].length;
    const key = KEY.exec(text);
    parts.push({
      kind: "variable",
      name: character + name,
      key: key ? (key[1] ?? key[2] ?? key[3] ?? key[4]) : undefined,
    });
    at = key ? KEY.lastIndex : at + match[0].length;
  }
  if (plain !== "") parts.push({ kind: "text", text: plain });
  return parts;
}

/** Where the brace closes that was opened before this place; the end of the text without one. */
function endOfCode(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
