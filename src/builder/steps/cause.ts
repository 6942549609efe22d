/** One node of diffoscope's JSON: a file, or a view of one (`readelf --notes`), with what differs inside. */
interface Difference {
  readonly source1: string;
  readonly unified: string;
  readonly details: readonly Difference[];
}

/** What lines of a difference give away, the strongest first. */
const SIGNS: readonly (readonly [string, RegExp])[] = [
  ["the build path", /\/build\/(reproducible-path|second)\//],
  ["the host name", /second-host/],
  ["the user", /\bvaried\b|\b1234\b.*\b1235\b/],
  ["the build id of debug information", /Build ID: [0-9a-f]{20,}|\.gnu_debuglink|build-id/i],
  ["a time", /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b/],
  ["a date", /\b(19|20)\d\d-\d\d-\d\d\b|\b(19|20)\d\d\b/],
  ["permissions", /^[-+][-dlrwxsStT]{10} /m],
];

const MOST_PLACES = 3;

/** `./usr/share/doc/x/build.txt differs: a time` from diffoscope's JSON report; never throws on another form. */
export function causeOf(report: unknown): string {
  const leaves: { place: string; text: string }[] = [];
  collectLeaves(toDifference(report), "", leaves);
  const places = [...new Set(leaves.map((leaf) => leaf.place).filter((place) => place !== ""))];
  const text = leaves.map((leaf) => changedLines(leaf.text)).join("\n");
  const sign = SIGNS.find(([, pattern]) => pattern.test(text))?.[0];
  const shown = places.slice(0, MOST_PLACES).join(", ");
  const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : "";
  const where = shown === "" ? "the content differs" : `${shown}${more} ${places.length === 1 ? "differs" : "differ"}`;
  return sign === undefined ? where : `${where}: ${sign}`;
}

function toDifference(value: unknown): Difference {
  const node = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return {
    source1: typeof node.source1 === "string" ? node.source1 : "",
    unified: typeof node.unified_diff === "string" ? node.unified_diff : "",
    details: Array.isArray(node.details) ? node.details.map(toDifference) : [],
  };
}

/** The nearest file inside the package names a leaf; views without a name of their own belong to the file above them. */
function collectLeaves(node: Difference, above: string, leaves: { place: string; text: string }[]): void {
  const place = node.source1.startsWith("./") ? node.source1 : above;
  if (node.unified !== "") leaves.push({ place, text: node.unified });
  for (const detail of node.details) collectLeaves(detail, place, leaves);
}

/** Added and removed lines; a list of files (`-rw-r--r-- … 2026-…`) shows times for its own reasons and comes without. */
function changedLines(unified: string): string {
  return unified
    .split("\n")
    .filter((line) => /^[-+]/.test(line) && !/^(---|\+\+\+)/.test(line))
    .join("\n");
}
