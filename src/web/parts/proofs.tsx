import type { ProofFact } from "../model/index.ts";
import { reportPath } from "../text/addresses.ts";
import { clip } from "../text/visible.ts";
import { type Shape, Tag, type Tone } from "./tag.tsx";

/** How many differing files are named before the rest is counted. */
const MOST_FILES = 8;

const LOOKS: Readonly<Record<ProofFact["state"], readonly [Shape, Tone, string]>> = {
  yes: ["good", "good", "yes"],
  partly: ["open", "plain", "in part"],
  no: ["bad", "late", "no"],
  pending: ["open", "plain", "not known yet"],
  "nothing-to-compare": ["none", "plain", "nothing to compare"],
  overridden: ["set", "soon", "no, overridden"],
};

/** Two facts side by side; neither follows from the other. */
export function Proofs({ id, self, archive }: { id: string; self: ProofFact; archive: ProofFact }) {
  return (
    <div class="pair">
      <Fact id={id} title="Reproduces itself" fact={self} />
      <Fact id={id} title="Matches the archive" fact={archive} />
    </div>
  );
}

function Fact({ id, title, fact }: { id: string; title: string; fact: ProofFact }) {
  const [shape, tone, word] = LOOKS[fact.state] ?? LOOKS.pending;
  const more = fact.differences.length - MOST_FILES;
  return (
    <div class="sheet">
      <h3>
        {title}{" "}
        <Tag shape={shape} tone={tone}>
          {word}
        </Tag>
      </h3>
      <p>{clip(fact.sentence, 400)}</p>
      {fact.cause === "" ? null : (
        <p>
          <strong>Cause:</strong> {clip(fact.cause, 600)}
        </p>
      )}
      {fact.differences.length === 0 ? null : (
        <ul>
          {fact.differences.slice(0, MOST_FILES).map(({ file, cause }) => (
            <li key={file}>
              <span class="v">{clip(file, 140)}</span>
              {cause === "" ? "" : `: ${clip(cause, 200)}`}
            </li>
          ))}
          {more > 0 ? <li>and {more} more</li> : null}
        </ul>
      )}
      {fact.reports.slice(0, MOST_FILES).map((name) => (
        <p key={name}>
          <a href={reportPath(id, name)}>Report of the difference: {clip(name, 140)}</a>
        </p>
      ))}
    </div>
  );
}
