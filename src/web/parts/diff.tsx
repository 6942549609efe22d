import { visible } from "../text/visible.ts";
import { Scroll } from "./scroll.tsx";

/** The lines of a unified difference. Added and removed are told apart by sign, by element and by colour. */
export function Diff({ text, label }: { text: string; label: string }) {
  return (
    <Scroll label={label}>
      <pre class="diff">
        {visible(text)
          .split("\n")
          .map((line) => lineOf(line))}
      </pre>
    </Scroll>
  );
}

function lineOf(line: string) {
  if (line.startsWith("@@")) return <b>{`${line}\n`}</b>;
  if (line.startsWith("+") && !line.startsWith("+++")) return <ins>{`${line}\n`}</ins>;
  if (line.startsWith("-") && !line.startsWith("---")) return <del>{`${line}\n`}</del>;
  return `${line}\n`;
}
