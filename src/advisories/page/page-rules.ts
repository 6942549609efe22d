const VOID = new Set(["meta", "br", "hr", "img", "link", "input"]);
/** Elements that a page of ours is made of; everything else could load or run something. */
const ALLOWED = new Set(
  "html head meta title style body main article section h1 h2 h3 p a ul ol li dl dt dd table thead tbody tr th td time code".split(
    " ",
  ),
);

/** Exactly what our pages write: names in small letters, attributes in quotes. */
const TAG = /<\/?[a-z][a-z0-9]*(?: [a-z-]+="[^"<>]*")*>/g;

/**
 * What must not be in a page that is read at Tor Browser's safest level, and where its elements do not close each other;
 * empty for a good one. Addresses are https or relative.
 */
export function pageFaults(html: string): readonly string[] {
  const faults: string[] = [];
  const open: string[] = [];
  if (!html.startsWith("<!doctype html>\n")) faults.push("no doctype");
  for (const [, closing, name = "", attributes = ""] of html
    .replace(/^<!doctype html>/, "")
    .matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (!ALLOWED.has(name)) faults.push(`<${name}> does not belong into a page`);
    if (closing === "/") {
      const last = open.pop();
      if (last !== name) faults.push(`</${name}> closes <${last ?? "nothing"}>`);
    } else if (!VOID.has(name)) open.push(name);
    for (const [, attribute = "", value = ""] of attributes.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)) {
      if (/^on|^(?:src|style|srcset|action|formaction)$/i.test(attribute)) faults.push(`${attribute} in <${name}>`);
      if (attribute === "href" && !/^(?:https:\/\/|\.\.\/)/.test(value)) faults.push(`an address ${value}`);
    }
  }
  for (const name of open) faults.push(`<${name}> is not closed`);
  if (/[<>]/.test(html.replace(/^<!doctype html>/, "").replace(TAG, ""))) faults.push("a character of markup in text");
  return faults;
}
