import type { RecordFacts } from "./record-facts.ts";

const NAME = "(?:[A-Z0-9][\\w.+-]*)(?: (?:[A-Z0-9][\\w.+-]*)){0,3}";
/** `vulnerability in Foo Bar 1.2`, `Foo Bar before 1.2 allows`, `The Foo Bar plugin for WordPress`. */
const FORMS: readonly RegExp[] = [
  new RegExp(`^(?:An?|The) (${NAME}) (?:plugin|theme|extension|module|app)\\b`),
  new RegExp(`\\b(?:in|of|affects|affecting) (?:the )?(${NAME})`),
  new RegExp(`^(?:An?|The )?(${NAME}) (?:before|through|prior|versions?|is|has|allows|contains|does|was|up to)\\b`),
];
const NO_NAMES =
  /^(?:A|An|The|This|In|It|An issue|Improper|Missing|Cross|SQL|Buffer|Heap|Stack|Use|Multiple|Certain|There|Due)$/i;
const LONGEST = 60;

/**
 * What the product may be called, for whoever says that it is not for us; empty when the text gives no name. A name in the
 * CVE record is what its author wrote, so it goes before anything read out of sentences.
 */
export function guessProduct(description: string, facts?: RecordFacts): string {
  const [first] = facts?.affected ?? [];
  if (first) return recordedName(first);
  for (const form of FORMS) {
    const name = withoutVersion(form.exec(description)?.[1] ?? "");
    if (name.length > 1 && name.length <= LONGEST && !NO_NAMES.test(name) && /[a-z]/i.test(name)) return name;
  }
  return "";
}

/** `haxx curl`; a product that repeats its vendor's name stands alone. */
function recordedName({ vendor, product }: RecordFacts["affected"][number]): string {
  const repeats = vendor === "" || product.toLowerCase().startsWith(vendor.toLowerCase());
  return (repeats ? product : `${vendor} ${product}`).slice(0, LONGEST).trim();
}

function withoutVersion(name: string): string {
  return name.replace(/(?: v?\d[\w.+-]*)+$/, "").replace(/[.,-]+$/, "");
}
