import { type CaseView, type Hour, readHour, type Staff } from "../../../cases/index.ts";
import { SamedayError } from "../../../kernel/index.ts";

/** What a form of an act is made for. */
export interface ActContext {
  readonly view: CaseView;
  readonly staff: Staff;
  /** The reader's own. */
  readonly zone: string;
  /** The reader's id. */
  readonly reader: string;
}

type Options = (context: ActContext) => readonly (readonly [value: string, words: string])[];

/** One field of a form that does an act; `value` is what stands in it at first. */
export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** An hour is two fields: day and hour, and the zone. `ticks` are any of several. */
  readonly kind: "line" | "text" | "hour" | "choice" | "ticks";
  readonly longest?: number;
  readonly options?: Options;
  readonly value?: (context: ActContext) => string;
  /** Of an hour: the one that stands now. */
  readonly hour?: (context: ActContext) => Hour | undefined;
}

/** What was sent: each field's text; of ticks the values, one a line. */
export type Values = Readonly<Record<string, string>>;

export const reason = (label: string, hint = "It stands in the log."): FieldSpec => ({
  ...{ name: "reason", label, hint, kind: "line", longest: 500 },
});

export const line = (name: string, label: string, hint?: string, value?: FieldSpec["value"]): FieldSpec => ({
  ...{ name, label, kind: "line", longest: 300 },
  ...(hint === undefined ? {} : { hint }),
  ...(value === undefined ? {} : { value }),
});

export const choice = (name: string, label: string, options: Options, value?: FieldSpec["value"]): FieldSpec => ({
  ...{ name, label, kind: "choice", options },
  ...(value === undefined ? {} : { value }),
});

export const hour = (name: string, label: string, hint: string, now?: FieldSpec["hour"]): FieldSpec => ({
  ...{ name, label, hint, kind: "hour" },
  ...(now === undefined ? {} : { hour: now }),
});

export const words =
  (values: readonly string[]): Options =>
  () =>
    values.map((one) => [one, one.replaceAll("_", " ")]);

/** The teams for which the reader may speak in this case; all where none is asked. */
export const ownTeams: Options = ({ view, staff, reader }) => {
  const speaks = staff.teams.filter(({ lead, pointPerson, deputies }) =>
    [lead, pointPerson, ...deputies].includes(reader),
  );
  const asked = view.words.filter(({ yours }) => yours).map(({ team }) => team);
  const names = asked.length > 0 ? asked : (speaks.length > 0 ? speaks : staff.teams).map(({ name }) => name);
  return names.map((name) => [name, name]);
};

export const allTeams: Options = ({ staff }) => staff.teams.map(({ name }) => [name, name]);

/** Everybody who can be given work, each with their teams. */
export const assignable: Options = ({ staff }) => {
  const teams = new Map<string, string[]>();
  for (const { name, lead, pointPerson, deputies, members } of staff.teams) {
    for (const who of new Set([pointPerson, lead, ...deputies, ...members]))
      teams.set(who, [...(teams.get(who) ?? []), name]);
  }
  return [...teams].map(([who, of]) => [who, `${who} (${of.join(", ")})`]);
};

/** A field's text, trimmed. */
export function said(values: Values, name: string): string {
  return (values[name] ?? "").trim();
}

/** One of the words that are known. Throws INPUT_INVALID. */
export function oneOf<Word extends string>(words: readonly Word[], text: string, label: string): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new SamedayError("INPUT_INVALID", `${label}: choose one of ${words.join(", ")}.`);
  return found;
}

/** An hour of two fields, `2026-12-01T14:00` and a zone. Throws INPUT_INVALID. */
export function hourOf(values: Values, name: string): Hour {
  const zone = said(values, `${name}-zone`);
  const hour = readHour(`${said(values, name)} ${zone === "" ? "UTC" : zone}`);
  if ("wrong" in hour) throw new SamedayError("INPUT_INVALID", hour.wrong);
  return hour;
}
