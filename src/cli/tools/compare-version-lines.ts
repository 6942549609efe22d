import { Transform } from "node:stream";
import { compareVersions, isValidVersion } from "../../kernel/index.ts";

/** `a<tab>b` as `-1`, `0` or `1`; `x` when the line is no pair of valid versions. */
export function comparePair(line: string): string {
  const tab = line.indexOf("\t");
  if (tab < 0) return "x";
  const first = line.slice(0, tab);
  const second = line.slice(tab + 1);
  if (!isValidVersion(first) || !isValidVersion(second)) return "x";
  return String(compareVersions(first, second));
}

/** No version is this long; a line that is becomes one that no version can be, instead of filling the memory. */
const MAX_LINE = 65_536;
const OVERLONG = "\0";

/** A last line without its line feed counts; a carriage return does not belong to the line. */
export function compareVersionLines(form: "lines" | "json"): Transform {
  // Versions are ASCII: latin1 keeps every other byte apart, so that it is refused and never merged with a neighbour.
  let rest = "";
  let count = 0;
  const answer = (line: string): string => {
    const word = comparePair(line.endsWith("\r") ? line.slice(0, -1) : line);
    count += 1;
    if (form === "lines") return `${word}\n`;
    return `${count === 1 ? "[" : ","}${word === "x" ? "null" : word}`;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = rest + chunk.toString("latin1");
      let out = "";
      let from = 0;
      for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
        out += answer(text.slice(from, to));
        from = to + 1;
      }
      rest = text.length - from > MAX_LINE ? OVERLONG : text.slice(from);
      done(null, out);
    },
    flush(done) {
      const last = rest === "" ? "" : answer(rest);
      done(null, form === "lines" ? last : `${last}${count === 0 ? "[" : ""}]\n`);
    },
  });
}
