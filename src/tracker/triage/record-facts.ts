import { asciiText } from "../format/ascii-line.ts";
import { isObject } from "../import/is-object.ts";

/** What a CVE record says beyond the 70 characters that stand in the list. */
export interface RecordFacts {
  /** In English, one line of ASCII; empty when there is none. */
  readonly description: string;
  readonly affected: readonly { readonly vendor: string; readonly product: string }[];
  /** Addresses for whoever wants to read more. */
  readonly links: readonly string[];
}

/** Enough for every honest record; the rest would only fill the screen. */
const MOST_PRODUCTS = 20;
const MOST_LINKS = 20;
const LONGEST_TEXT = 4000;

/** Reads CVE JSON 5, already checked by `parseCveRecord` when it was imported. Undefined for what is no such record. Never throws. */
export function recordFacts(bytes: Uint8Array): RecordFacts | undefined {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
  const containers = isObject(json) && isObject(json.containers) ? json.containers : {};
  const cna = isObject(containers.cna) ? containers.cna : {};
  const english = listOf(cna.descriptions).find((one) => /^en\b/i.test(String(one.lang)));
  return {
    description: wordsIn(english?.value).slice(0, LONGEST_TEXT),
    affected: listOf(cna.affected)
      .slice(0, MOST_PRODUCTS)
      .map(({ vendor, product, packageName }) => ({
        vendor: known(wordsIn(vendor)),
        product: known(wordsIn(product)) || wordsIn(packageName),
      }))
      .filter(({ product }) => product !== ""),
    links: listOf(cna.references)
      .map(({ url }) => wordsIn(url))
      .filter((url) => /^https?:\/\/\S+$/.test(url))
      .slice(0, MOST_LINKS),
  };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function wordsIn(value: unknown): string {
  return typeof value === "string" ? asciiText(value) : "";
}

function known(text: string): string {
  return /^(?:n\/?a|unknown|unspecified|-)$/i.test(text) ? "" : text.slice(0, 120);
}
