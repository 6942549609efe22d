import type { VerdictModel, VerdictWord } from "../model/index.ts";
import { type Shape, Tag, type Tone } from "./tag.tsx";

const LOOKS: Readonly<Record<VerdictWord, readonly [Shape, Tone, string]>> = {
  vulnerable: ["bad", "late", "vulnerable"],
  fixed: ["good", "good", "fixed"],
  "no-dsa": ["set", "plain", "no-dsa"],
  planned: ["set", "soon", "point release"],
  unimportant: ["set", "plain", "unimportant"],
  "end-of-life": ["none", "plain", "end of life"],
  "not-affected": ["none", "plain", "not affected"],
  "not-in-release": ["none", "plain", "not in release"],
  undetermined: ["open", "soon", "undetermined"],
  rejected: ["none", "plain", "rejected"],
};

export function VerdictTag({ verdict }: { verdict: VerdictModel }) {
  const [shape, tone, word] = LOOKS[verdict.word] ?? LOOKS.undetermined;
  return (
    <Tag shape={shape} tone={tone}>
      {verdict.detail === "" ? word : `${word}, ${verdict.detail}`}
    </Tag>
  );
}
