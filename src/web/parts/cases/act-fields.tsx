import type { ActContext, FieldSpec, Values } from "../../forms/cases/fields.ts";
import { fieldHour } from "../../text/cases/zone.ts";
import { AreaField, ChoiceField, TextField } from "../fields.tsx";
import { Field } from "../form.tsx";

interface Props {
  readonly spec: FieldSpec;
  readonly context: ActContext;
  /** What was sent and refused; undefined for a fresh form. */
  readonly sent: Values | undefined;
  /** Keeps ids apart where several forms stand on a page. */
  readonly prefix: string;
}

/** A field as its form describes it, with what stands in it. */
export function ActField({ spec, context, sent, prefix }: Props) {
  const { name, label, hint, longest = 300 } = spec;
  const value = sent?.[name] ?? spec.value?.(context) ?? "";
  const field = { id: `${prefix}-${name}`, name, label, hint, value };
  switch (spec.kind) {
    case "line":
      return <TextField {...field} longest={longest} required={spec.value === undefined} />;
    case "text":
      return <AreaField {...field} longest={longest} rows={8} required />;
    case "choice":
      return <ChoiceField {...field} options={spec.options?.(context) ?? []} />;
    case "ticks":
      return <Ticks spec={spec} context={context} value={value} prefix={prefix} />;
    case "hour":
      return <HourField spec={spec} context={context} sent={sent} prefix={prefix} />;
  }
}

function Ticks({ spec, context, value, prefix }: Omit<Props, "sent"> & { value: string }) {
  const ticked = value.split("\n");
  return (
    <fieldset>
      <legend>{spec.label}</legend>
      {(spec.options?.(context) ?? []).map(([one, words]) => (
        <label class="tick" key={one} for={`${prefix}-${spec.name}-${one}`}>
          <input
            id={`${prefix}-${spec.name}-${one}`}
            type="checkbox"
            name={spec.name}
            value={one}
            checked={ticked.includes(one)}
          />{" "}
          {words}
        </label>
      ))}
    </fieldset>
  );
}

/** Day and hour, and the zone in which they are meant: half the world would read an hour alone as another one. */
function HourField({ spec, context, sent, prefix }: Props) {
  const { name, label, hint = "" } = spec;
  const id = `${prefix}-${name}`;
  const now = spec.hour?.(context);
  const zone = sent?.[`${name}-zone`] ?? now?.zone ?? context.zone;
  const value = sent?.[name] ?? (now ? fieldHour(now.at, now.zone) : "");
  return (
    <div class="hour-field">
      <Field id={id} label={label} hint={hint}>
        <input id={id} name={name} type="datetime-local" value={value} aria-describedby={`${id}-hint`} />
      </Field>
      <Field id={`${id}-zone`} label="Zone" hint="UTC, or a name such as Europe/Berlin.">
        <input
          id={`${id}-zone`}
          name={`${name}-zone`}
          class="v"
          maxLength={60}
          autocomplete="off"
          spellcheck={false}
          value={zone}
          aria-describedby={`${id}-zone-hint`}
        />
      </Field>
    </div>
  );
}
