import type { TeamWord, Verdict } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { VERDICT_WORDS } from "../../text/cases/acts.ts";
import { casePath } from "../../text/cases/addresses.ts";
import { ActForm } from "../form.tsx";
import { type Shape, Tag, type Tone } from "../tag.tsx";
import { When } from "../when.tsx";

const SHAPES: Readonly<Record<Verdict, readonly [Shape, Tone]>> = {
  mine: ["good", "good"],
  "not-mine": ["none", "plain"],
  unsure: ["half", "soon"],
};

/** One team's word, or that there is none yet. */
export function VerdictTag({ verdict }: { verdict: Verdict | undefined }) {
  if (verdict === undefined)
    return (
      <Tag shape="open" tone="soon">
        no word yet
      </Tag>
    );
  const [shape, tone] = SHAPES[verdict];
  return (
    <Tag shape={shape} tone={tone}>
      {VERDICT_WORDS[verdict]}
    </Tag>
  );
}

/** Who said it and when, or who is asked. */
export function WordSource({ word, frame }: { word: TeamWord; frame: Frame }) {
  if (word.verdict === undefined || word.at === undefined) return <small>{word.speaks} is asked</small>;
  return (
    <small>
      {word.by}, <When at={word.at} now={frame.now} />
    </small>
  );
}

/** Mine, not mine, unsure: for each team for which the reader speaks. Access keys press the first one's. */
export function VerdictButtons(props: {
  frame: Frame;
  id: string;
  words: readonly TeamWord[];
  /** Whether the access keys are this case's. */
  first: boolean;
  /** Where the answer leads. */
  back: "case" | "triage";
}) {
  const { frame, id, words, first, back } = props;
  return (
    <>
      {words
        .filter(({ yours }) => yours)
        .map(({ team, verdict }, at) => {
          const key = (one: string): string | undefined => (first && at === 0 ? one : undefined);
          const name = (words: string): string => `${id}, team ${team}: ${words}`;
          return (
            <ActForm key={team} frame={frame} action={casePath(id, "/verdict")} class="act verdict">
              <input type="hidden" name="team" value={team} />
              <input type="hidden" name="back" value={back} />
              <span>{team}:</span>
              <button
                type="submit"
                name="verdict"
                value="mine"
                accesskey={key("m")}
                aria-label={name("mine, I take it")}
              >
                Mine, I take it
              </button>
              <button
                type="submit"
                name="verdict"
                value="not-mine"
                class="plain"
                accesskey={key("n")}
                aria-label={name("not mine")}
                disabled={verdict === "not-mine"}
              >
                Not mine
              </button>
              <button
                type="submit"
                name="verdict"
                value="unsure"
                class="plain"
                accesskey={key("u")}
                aria-label={name("unsure")}
                disabled={verdict === "unsure"}
              >
                Unsure
              </button>
            </ActForm>
          );
        })}
    </>
  );
}
