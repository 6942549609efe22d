import { visible } from "../text/visible.ts";
import { Scroll } from "./scroll.tsx";

/** The lines of a unified difference. Added and removed are told apart by sign, by element and by colour. */
export function Diff({ text, label }: { text: string; label: string }) {
  const lines = visible(text).split("\n");
  const firstHunk = lines.findIndex((line) => line.startsWith("@@"));
  const head = firstHunk < 0 ? 0 : firstHunk;
  return (
    <Scroll label={label}>
      <pre class="diff">{lines.map((line, index) => (index < head ? `${line}\n` : lineOf(line)))}</pre>
    </Scroll>
  );
}

/** Within a hunk only the first character counts: `++x` is the added line `+x`, and no file's name. */
function lineOf(line: string) {
  if (line.startsWith("@@")) return <b>{`${line}\n`}</b>;
  if (line.startsWith("+")) return <ins>{`${line}\n`}</ins>;
  if (line.startsWith("-")) return <del>{`${line}\n`}</del>;
  return `${line}\n`;
}
