import { type Case, type CaseRow, isOpen, isSecret, type Policy } from "../../../cases/index.ts";
import { STATE_TAGS } from "../../text/cases/states.ts";
import { Tag } from "../tag.tsx";

export function StateTag({ state }: { state: CaseRow["state"] }) {
  const [word, shape, tone] = STATE_TAGS[state];
  return (
    <Tag shape={shape} tone={tone}>
      {word}
    </Tag>
  );
}

/** The worst first are warm. A case that nobody has judged says so. */
export function SeverityTag({ severity }: { severity: CaseRow["severity"] }) {
  if (severity === undefined) return <Tag shape="open">no severity yet</Tag>;
  const tone = severity === "critical" ? "late" : severity === "high" ? "soon" : "plain";
  return (
    <Tag shape={tone === "plain" ? "set" : "bad"} tone={tone}>
      {severity}
    </Tag>
  );
}

/** Whether the public knows of it. What people wrote to us stays among us in any case. */
export function CaseSecrecy({ theCase, policy }: { theCase: Case; policy: Policy }) {
  if (theCase.leakedAt !== undefined && theCase.publishedAt === undefined)
    return (
      <Tag shape="bad" tone="late">
        leaked
      </Tag>
    );
  if (isSecret(theCase, policy))
    return (
      <Tag shape="sealed" tone="sealed">
        confidential
      </Tag>
    );
  if (theCase.publishedAt !== undefined) return <Tag shape="public">public</Tag>;
  return isOpen(theCase.state) ? <Tag shape="public">no secret</Tag> : <Tag shape="none">closed</Tag>;
}
