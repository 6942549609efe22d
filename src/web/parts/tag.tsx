/** A state is a word with a shape; colour only repeats it. */
export type Tone = "late" | "soon" | "good" | "sealed" | "plain";

const SHAPES = {
  bad: "▲",
  good: "●",
  open: "○",
  half: "◐",
  set: "◇",
  none: "–",
  sealed: "■",
  public: "□",
} as const;

export type Shape = keyof typeof SHAPES;

/** Screen readers read the word; the shape is for eyes. */
export function Tag({ shape, tone = "plain", children }: { shape: Shape; tone?: Tone; children: string }) {
  return (
    <span class={tone === "plain" ? "tag" : `tag ${tone}`}>
      <span aria-hidden="true">{SHAPES[shape]}</span> {children}
    </span>
  );
}

/** Whether people outside may know; shown wherever an update is named. */
export function Secrecy({ embargoed, state }: { embargoed: boolean; state: string }) {
  if (embargoed && state !== "published")
    return (
      <Tag shape="sealed" tone="sealed">
        embargoed
      </Tag>
    );
  return <Tag shape="public">public</Tag>;
}
