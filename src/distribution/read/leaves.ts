import { suggestion } from "../nearest.ts";
import type { Field } from "./field.ts";
import { wrongKind } from "./table.ts";

export interface TextRules {
  readonly form: string;
  readonly pattern?: RegExp;
  /** What a pattern cannot say. */
  readonly accepts?: (text: string) => boolean;
  /** Completes "This must be …" when the pattern does not match. */
  readonly mustBe: string;
  /** Brings a matching text into its one form. */
  readonly normal?: (text: string) => string;
}

/** Text by a pattern. Control characters are never welcome: names and addresses end up in mails and terminals. */
export function text(rules: TextRules): Field<string> {
  return {
    form: rules.form,
    read(node, report) {
      if (node.kind !== "text") return wrongKind(node, "text", report);
      const fits =
        !/\p{Cc}/u.test(node.value) &&
        (rules.pattern ?? /\S/).test(node.value) &&
        (rules.accepts?.(node.value) ?? true);
      if (fits) return rules.normal ? rules.normal(node.value) : node.value;
      report.error(
        `${report.format}-bad-value`,
        node.place,
        `This must be ${rules.mustBe}; it is ${JSON.stringify(node.value)}.`,
      );
      return undefined;
    },
  };
}

export function choice<const C extends string>(choices: readonly C[]): Field<C> {
  return {
    form: choices.map((each) => `\`${each}\``).join(", "),
    read(node, report) {
      if (node.kind !== "text") return wrongKind(node, "text", report);
      const found = choices.find((each) => each === node.value);
      if (found !== undefined) return found;
      const hint = suggestion(node.value, choices);
      report.error(
        `${report.format}-bad-value`,
        node.place,
        `${JSON.stringify(node.value)} is not possible here.${hint}`,
      );
      return undefined;
    },
  };
}

export function whole(least: number, most: number): Field<number> {
  return {
    form: `whole number, ${least} to ${most}`,
    read(node, report) {
      if (node.kind !== "number") return wrongKind(node, "a whole number", report);
      if (node.whole && node.value >= least && node.value <= most) return node.value;
      report.error(`${report.format}-bad-value`, node.place, `This must be a whole number from ${least} to ${most}.`);
      return undefined;
    },
  };
}

export const flag: Field<boolean> = {
  form: "`true` or `false`",
  read: (node, report) => (node.kind === "boolean" ? node.value : wrongKind(node, "true or false", report)),
};

/** A TOML local date, taken as the first instant of that day in UTC. */
export const day: Field<Date> = {
  form: "date, `2026-06-10`",
  read(node, report) {
    if (node.kind !== "time") return wrongKind(node, "a date such as 2026-06-10, without quotes", report);
    const value = new Date(`${node.written}T00:00:00Z`);
    if (node.dateOnly && !Number.isNaN(value.getTime()) && value.toISOString().startsWith(node.written)) return value;
    const message = `This must be a day of the calendar such as 2026-06-10, without a time; it is ${node.written}.`;
    report.error(`${report.format}-bad-date`, node.place, message);
    return undefined;
  },
};
