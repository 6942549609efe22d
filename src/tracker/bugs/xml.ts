/** An element of an XML document, as far as answers of a bug tracker need it. */
export interface XmlElement {
  /** Without its prefix: namespaces tell nothing apart in these answers. */
  readonly name: string;
  /** By name without prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, joined. */
  readonly text: string;
}

/** What was read, or a clause that says what is wrong: `ends within an element`. */
export type XmlAnswer = { readonly root: XmlElement } | { readonly wrong: string };

const DEEPEST = 40;
const MOST_ELEMENTS = 1_000_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const SPACE = /\s*/y;
const DECLARATION = /<\?xml\s+version\s*=\s*["']1\.[0-9]["'](?:\s+encoding\s*=\s*["']([\w.-]+)["'])?[^?<>]*\?>/y;
const NAME = "(?:[A-Za-z_][\\w.-]*:)?([A-Za-z_][\\w.-]*)";
const OPENING = new RegExp(`<(${NAME})`, "y");
const ATTRIBUTE = new RegExp(`\\s+${NAME}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "y");
const OPENING_END = /\s*(\/?)>/y;
const CLOSING = new RegExp(`</(${NAME})\\s*>`, "y");
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids (section 2.2).
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

interface OpenElement {
  readonly tag: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly texts: string[];
}

/**
 * Reads the part of XML 1.0 that SOAP answers are made of: elements, attributes, text, comments, character data. Never
 * throws. A document type, a processing instruction, an entity beside the five and any other encoding than UTF-8 are
 * refused, so that nothing in an answer can grow or lead elsewhere.
 */
export function readXml(bytes: Uint8Array): XmlAnswer {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return { wrong: "is not UTF-8" };
  }
  if (FORBIDDEN.test(text)) return { wrong: "holds a character that XML forbids" };
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  #at = 0;
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): XmlAnswer {
    this.#take(SPACE);
    const encoding = this.#take(DECLARATION)?.[1];
    if (encoding !== undefined && !/^(?:utf-8|us-ascii)$/i.test(encoding)) return { wrong: "is not UTF-8" };
    while (this.#at < this.#text.length) {
      const wrong = this.#text.charCodeAt(this.#at) === 60 ? this.#readMarkup() : this.#readText();
      if (wrong !== undefined) return { wrong };
    }
    if (this.#open.length > 0) return { wrong: "ends within an element" };
    return this.#root === undefined ? { wrong: "holds no element" } : { root: this.#root };
  }

  #readMarkup(): string | undefined {
    const starts = (word: string): boolean => this.#text.startsWith(word, this.#at);
    if (starts("</")) return this.#readClosing();
    if (starts("<!--")) return this.#readUntil("<!--", "-->", false);
    if (starts("<![CDATA[")) return this.#readUntil("<![CDATA[", "]]>", true);
    if (starts("<!")) return "has a document type, which is refused";
    if (starts("<?")) return "has a processing instruction, which is refused";
    return this.#readOpening();
  }

  #readOpening(): string | undefined {
    const [, tag, name] = this.#take(OPENING) ?? [];
    if (tag === undefined || name === undefined) return "is not well formed";
    if (this.#root !== undefined) return "holds more than one document";
    this.#elements += 1;
    if (this.#elements > MOST_ELEMENTS) return `has more than ${MOST_ELEMENTS} elements`;
    if (this.#open.length >= DEEPEST) return `is deeper than ${DEEPEST} elements`;
    const attributes = new Map<string, string>();
    for (let found = this.#take(ATTRIBUTE); found; found = this.#take(ATTRIBUTE)) {
      const value = unescaped(found[2] ?? found[3] ?? "");
      if (value === undefined) return "has an entity that is not one of the five";
      attributes.set(found[1] as string, value);
    }
    const end = this.#take(OPENING_END);
    if (end === undefined) return "is not well formed";
    this.#open.push({ tag, name, attributes, children: [], texts: [] });
    if (end[1] === "/") this.#close();
    return undefined;
  }

  #readClosing(): string | undefined {
    const tag = this.#take(CLOSING)?.[1];
    if (tag === undefined || this.#open.at(-1)?.tag !== tag) return "is not well formed";
    this.#close();
    return undefined;
  }

  #close(): void {
    const { name, attributes, children, texts } = this.#open.pop() as OpenElement;
    const element = { name, attributes, children, text: texts.join("") };
    const above = this.#open.at(-1);
    if (above === undefined) this.#root = element;
    else above.children.push(element);
  }

  #readUntil(begin: string, end: string, kept: boolean): string | undefined {
    const from = this.#at + begin.length;
    const to = this.#text.indexOf(end, from);
    if (to < 0) return "ends within an element";
    this.#at = to + end.length;
    if (!kept) return undefined;
    const above = this.#open.at(-1);
    above?.texts.push(this.#text.slice(from, to));
    return above === undefined ? "is not well formed" : undefined;
  }

  #readText(): string | undefined {
    const next = this.#text.indexOf("<", this.#at);
    const to = next < 0 ? this.#text.length : next;
    const raw = this.#text.slice(this.#at, to);
    this.#at = to;
    const above = this.#open.at(-1);
    if (above === undefined) return raw.trim() === "" ? undefined : "is not well formed";
    const text = unescaped(raw);
    if (text === undefined) return "has an entity that is not one of the five";
    above.texts.push(text);
    return undefined;
  }

  /** What stands here, when it has this form; sticky, so that nothing is looked for further on. */
  #take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

/** Text with its references replaced; undefined when one is none of the five and no character. */
function unescaped(raw: string): string | undefined {
  if (!raw.includes("&")) return raw;
  let good = true;
  const text = raw.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));|&/g, (_all, hex, decimal, name) => {
    if (name !== undefined) {
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      good &&= known !== undefined;
      return known ?? "";
    }
    const code = Number.parseInt(hex ?? decimal ?? "", hex === undefined ? 10 : 16);
    const character = isCharacter(code) ? String.fromCodePoint(code) : undefined;
    good &&= character !== undefined;
    return character ?? "";
  });
  return good ? text : undefined;
}

/** A character of XML 1.0 (section 2.2); false for NaN. */
function isCharacter(code: number): boolean {
  return (
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
