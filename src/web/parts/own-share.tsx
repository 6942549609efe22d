import { formatDuration } from "../../kernel/index.ts";
import type { OwnShareModel } from "../model/index.ts";
import { Tag } from "./tag.tsx";

/** What of a drill was the desk's own doing, beside what it should stay under; nothing where it was not measured. */
export function OwnShareSentence({ own, aim }: { own: OwnShareModel | null; aim: number }) {
  if (!own) return null;
  const { share, ms, cpuMs } = own;
  const says = percent(share, aim);
  return (
    <p>
      The desk's own share was {share < aim ? says : <strong class="late">{says}</strong>},{" "}
      {share < aim ? "under" : "over"} the aim of {whole(aim)}: for {formatDuration(ms)} no tool was at work. Its
      processes used {formatDuration(cpuMs)} of processor time.
    </p>
  );
}

/** The same as a cell of a table. */
export function OwnShareCell({ own, aim }: { own: OwnShareModel | null; aim: number }) {
  if (!own) {
    return (
      <>
        –<span class="vh"> not measured</span>
      </>
    );
  }
  if (own.share < aim) return <>{percent(own.share, aim)}</>;
  return <Tag shape="bad" tone="late">{`${percent(own.share, aim)}, over ${whole(aim)}`}</Tag>;
}

/** `2.7 %`; with one more digit where the first would not tell it from the aim. */
function percent(share: number, aim: number): string {
  const text = (share * 100).toFixed(1);
  return `${text === (aim * 100).toFixed(1) ? (share * 100).toFixed(2) : text} %`;
}

function whole(aim: number): string {
  return `${Math.round(aim * 100)} %`;
}
