import { SamedayError } from "../../kernel/index.ts";
import { firstLine, piecesOf } from "./pieces.ts";

/** Which records of the lists of years follow each other in the one list: a line for each run, `YEAR HEADER`. */
export const ORDER_FILE = "CVE/order";

const YEAR_LIST = /^CVE\/(\d{4})\.list$/;

/** Some records of one year that stand together in the one list. */
interface Run {
  readonly year: string;
  /** The first line of its first record. */
  readonly begins: string;
  readonly parts: string[];
}

/**
 * One list of issues from the lists of years. Records that came since the order was written stay with the run that they
 * stand in; a year that the order does not know comes to the top. Without an order the newest year comes first.
 * Throws INPUT_INVALID when there is no list of a year.
 */
export function joinYears(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const years = [...files.keys()]
    .flatMap((path) => YEAR_LIST.exec(path)?.[1] ?? [])
    .sort()
    .reverse();
  if (years.length === 0)
    throw new SamedayError("INPUT_INVALID", "There is no list of a year, CVE/YYYY.list, to join.");
  const runs = readOrder(files.get(ORDER_FILE));
  const fresh = years.filter((year) => !runs.some((run) => run.year === year));
  const all = [...fresh.map((year): Run => ({ year, begins: "", parts: [] })), ...runs];
  for (const year of years) {
    const texts = piecesOf(files.get(`CVE/${year}.list`) as Uint8Array).map((piece) => piece.text);
    fill(
      all.filter((run) => run.year === year),
      texts,
    );
  }
  return Buffer.from(all.flatMap((run) => run.parts).join(""), "latin1");
}

/** Deals the records of a year out to its runs: each run begins where its first record stands. */
function fill(runs: readonly Run[], texts: readonly string[]): void {
  const ahead = new Map<string, number[]>();
  for (let at = runs.length - 1; at > 0; at -= 1) {
    const { begins } = runs[at] as Run;
    const there = ahead.get(begins);
    if (there) there.push(at);
    else ahead.set(begins, [at]);
  }
  let current = 0;
  for (const text of texts) {
    // The nearest one stands last; those that were passed are of no use any more.
    const places = ahead.get(firstLine(text));
    while (places !== undefined && (places.at(-1) ?? Number.POSITIVE_INFINITY) <= current) places.pop();
    current = places?.pop() ?? current;
    runs[current]?.parts.push(text);
  }
}

function readOrder(bytes: Uint8Array | undefined): readonly Run[] {
  const lines = bytes === undefined ? [] : Buffer.from(bytes).toString("latin1").split("\n");
  return lines.flatMap((line): readonly Run[] => {
    const [, year, begins] = /^(\d{4}) (.*)$/.exec(line) ?? [];
    return year === undefined || begins === undefined ? [] : [{ year, begins, parts: [] }];
  });
}
