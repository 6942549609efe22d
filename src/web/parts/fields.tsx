import { clip } from "../text/visible.ts";
import { Field } from "./form.tsx";
import { Note } from "./note.tsx";

/* Fields of forms that change data: each with its label, its hint, and what stands in it. */

interface FieldProps {
  /** Of the element; its name in the form, too, unless `name` is another. */
  readonly id: string;
  readonly name?: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
}

interface TextProps extends FieldProps {
  readonly longest: number;
  readonly required?: boolean;
  /** Names and versions stand in a font of equal widths, and nothing corrects their spelling. */
  readonly code?: boolean;
}

export function TextField({ longest, required = false, code = false, ...field }: TextProps) {
  const { id, name = id, label, hint, value } = field;
  return (
    <Field id={id} label={label} {...hinted(hint)}>
      <input
        id={id}
        name={name}
        class={code ? "v" : undefined}
        required={required}
        maxLength={longest}
        autocomplete="off"
        spellcheck={code ? false : undefined}
        aria-describedby={describedBy(field)}
        value={value}
      />
    </Field>
  );
}

/** A number as text: a field of numbers would lose what is typed wrongly. */
export function NumberField(field: FieldProps) {
  const { id, name = id, label, hint, value } = field;
  return (
    <Field id={id} label={label} {...hinted(hint)}>
      <input
        id={id}
        name={name}
        class="v"
        inputMode="numeric"
        maxLength={10}
        autocomplete="off"
        aria-describedby={describedBy(field)}
        value={value}
      />
    </Field>
  );
}

export function AreaField({ longest, rows, required = false, code = false, ...field }: TextProps & { rows: number }) {
  const { id, name = id, label, hint, value } = field;
  return (
    <Field id={id} label={label} {...hinted(hint)}>
      <textarea
        id={id}
        name={name}
        class={code ? "v" : undefined}
        rows={rows}
        required={required}
        maxLength={longest}
        spellcheck={code ? false : undefined}
        aria-describedby={describedBy(field)}
        value={value}
      />
    </Field>
  );
}

/** One of several; each with the words that stand for it. */
export function ChoiceField({
  options,
  ...field
}: FieldProps & { readonly options: readonly (readonly [value: string, words: string])[] }) {
  const { id, name = id, label, hint, value } = field;
  return (
    <Field id={id} label={label} {...hinted(hint)}>
      <select id={id} name={name} aria-describedby={describedBy(field)}>
        {options.map(([one, words]) => (
          <option key={one} value={one} selected={one === value}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Why a form was refused, beside it; nothing for an empty text. */
export function Problem({ text }: { text: string }) {
  if (text === "") return null;
  return (
    <Note tone="late">
      <p role="alert">{clip(text, 1500)}</p>
    </Note>
  );
}

function hinted(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

function describedBy({ id, hint }: Pick<FieldProps, "id" | "hint">): string | undefined {
  return hint === undefined ? undefined : `${id}-hint`;
}
