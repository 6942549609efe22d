import { strictToml } from "../../distribution/index.ts";
import { DAY_MS } from "../../kernel/index.ts";
import type { Duration, Sourced } from "./types.ts";

const { required, table, text } = strictToml;

/** The word by which a file says that no source gives a number and that it is our own. */
export const PROPOSAL = "proposal";

const basis = text({ form: "where it comes from", mustBe: `a source in words, or "${PROPOSAL}"` });

/** `{ value = …, basis = "…" }`: nothing that limits people stands in a policy without where it comes from. */
export function sourced<T>(field: strictToml.Field<T>): strictToml.Field<Sourced<T>> {
  const row = table({
    value: required(field as strictToml.Field<unknown>, "The value."),
    basis: required(basis, `Where it comes from, or "${PROPOSAL}".`),
  });
  return {
    form: `${field.form}, with its basis`,
    read(node, report) {
      const read = row.read(node, report);
      if (!read) return undefined;
      // The table's type forgets which field it was made of; this is where the two meet again.
      return {
        value: read.value as T,
        basis: read.basis,
        isProposal: read.basis === PROPOSAL,
        place: node.place,
      };
    },
  };
}

const UNITS: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, day: DAY_MS, week: 7 * DAY_MS };
const LONGEST_MS = 3_650 * DAY_MS;
const FORM = /^(\d{1,6}) (min|h|day|week)s?$/;

/** `30 min`, `72 h`, `14 days`, `2 weeks`; undefined for anything else, for nothing at all and for more than ten years. */
export function readDuration(written: string): Duration | undefined {
  const [, count = "", unit = ""] = FORM.exec(written) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? 0);
  return ms > 0 && ms <= LONGEST_MS ? { ms, written } : undefined;
}

const durationText = text({
  form: "duration, `72 h` or `14 days`",
  accepts: (written) => readDuration(written) !== undefined,
  mustBe: "a length of time such as 30 min, 72 h, 14 days or 2 weeks, up to ten years",
});

export const duration: strictToml.Field<Duration> = {
  form: durationText.form,
  read(node, report) {
    const written = durationText.read(node, report);
    return written === undefined ? undefined : readDuration(written);
  },
};
