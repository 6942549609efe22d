import type { ComponentChildren } from "preact";

/** Something to know before anything else on the page. */
export function Note({ tone, children }: { tone: "late" | "soon" | "good" | "sealed"; children: ComponentChildren }) {
  return <div class={`note ${tone}`}>{children}</div>;
}

/** A list without entries says so, and what would fill it. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
