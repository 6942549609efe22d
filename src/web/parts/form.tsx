import type { ComponentChildren } from "preact";
import type { Frame } from "../model/index.ts";

/** A form that changes something: it carries the session's token against forged requests. */
export function ActForm({
  frame,
  action,
  children,
  class: style = "act",
}: {
  frame: Frame;
  action: string;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <form method="post" action={action} class={style}>
      <input type="hidden" name="csrf" value={frame.csrf} />
      {children}
    </form>
  );
}

/** A labelled field; the hint belongs to it for screen readers too. */
export function Field({
  id,
  label,
  hint,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint ? (
        <small class="hint" id={`${id}-hint`}>
          {hint}
        </small>
      ) : null}
      {children}
    </div>
  );
}
