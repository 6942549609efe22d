import type { ReplyDraft } from "../../../cases/index.ts";
import { longKey } from "../../text/cases/crypto.ts";
import { clip } from "../../text/visible.ts";
import { Note } from "../note.tsx";
import { Tag } from "../tag.tsx";

const HOW = {
  encrypted: ["It goes out encrypted", "good"],
  clear: ["It goes out in clear", "soon"],
  "ask-for-key": ["It goes out in clear, and asks for a key", "soon"],
  refused: ["It does not go out without a reason", "late"],
} as const;

/** To whom an answer goes, with which key, and why so. */
export function HowItGoes({ draft }: { draft: ReplyDraft }) {
  const [words, tone] = HOW[draft.how];
  return (
    <Note tone={tone}>
      <p>
        <Tag shape={tone === "good" ? "good" : "bad"} tone={tone}>
          {words}
        </Tag>{" "}
        {clip(draft.because, 600)}
      </p>
      {draft.fingerprint === undefined ? null : (
        <p>
          To the key <span class="v">{longKey(draft.fingerprint)}</span>
          {draft.keyFrom === undefined ? "" : `, ${clip(draft.keyFrom, 120)}`}.
        </p>
      )}
      <dl class="headers">
        {(["to", "from", "cc", "subject"] as const).map((name) => (
          <div key={name}>
            <dt>{name.slice(0, 1).toUpperCase() + name.slice(1)}</dt>
            <dd>{clip(draft[name], 300)}</dd>
          </div>
        ))}
      </dl>
    </Note>
  );
}
