/** A strict reader of our own pages: anything that the renderer would not write is a fault of the test's subject. */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text of the element and everything in it, as people would read it. */
  readonly text: string;
  readonly parents: readonly string[];
}

const VOID = new Set(["meta", "link", "input", "br", "wbr"]);
const NAMES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*)\s*(\/?)>/y;

/** Every element of a page in document order. Throws at the first place that is not well formed. */
export function readHtml(page: string): Element[] {
  const start = "<!doctype html>";
  if (!page.startsWith(start)) throw new Error("The page has no doctype.");
  const found: { name: string; attributes: Map<string, string>; text: string; parents: string[] }[] = [];
  const open: typeof found = [];
  for (let at = start.length; at < page.length; ) {
    const next = page.indexOf("<", at);
    const text = decode(page.slice(at, next < 0 ? page.length : next));
    for (const element of open) element.text += text;
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(page);
    if (!match) throw new Error(`Not a tag: ${page.slice(next, next + 60)}`);
    const [whole, closing, name = "", attributes = "", selfClosing] = match;
    at = next + whole.length;
    if (closing) {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> closes ${last?.name}`);
      continue;
    }
    const element = { name, attributes: readAttributes(attributes), text: "", parents: open.map((one) => one.name) };
    found.push(element);
    if (!VOID.has(name) && !selfClosing) open.push(element);
  }
  if (open.length > 0) throw new Error(`Not closed: ${open.map((element) => element.name).join(" ")}`);
  return found;
}

function readAttributes(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, decode(value)]),
  );
}

function decode(text: string): string {
  return text.replace(/&([a-z]+|#39);/g, (whole, name: string) => NAMES[name] ?? whole);
}

export function named(elements: readonly Element[], ...names: readonly string[]): Element[] {
  return elements.filter((element) => names.includes(element.name));
}
