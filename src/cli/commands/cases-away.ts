import { SamedayError } from "../../kernel/index.ts";
import { CASE_OPTIONS, openCases } from "../cases/open-cases.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const away = defineVerb({
  name: "away",
  summary: "say when somebody is away, so that their deputy is asked",
  description:
    "Clocks run on meanwhile; reminders go to whoever stands in. For yourself; the director for anybody. Without an option, who is away and who will be. Times have their zone.",
  options: {
    ...CASE_OPTIONS,
    from: { kind: "text", value: "HOUR", summary: "since when; now otherwise" },
    until: { kind: "text", value: "HOUR", summary: "the first hour at which they are back" },
    back: { kind: "switch", summary: "they are back now: ends what lasts" },
    who: { kind: "text", value: "ID", summary: "whose absence; your own otherwise" },
  },
  examples: [
    {
      line: 'sameday cases away --from "2026-12-24 12:00 Europe/Berlin" --until "2027-01-04 09:00 Europe/Berlin"',
      says: "your deputy is asked meanwhile",
    },
    { line: "sameday cases away --back", says: "you are there again" },
    { line: "sameday cases away", says: "who is away" },
  ],
  exits: { 3: "refused: somebody else's absence is the director's to note" },
  async run(context, { options }) {
    const { desk: address, from, until, back, who } = options;
    if (back && (from !== undefined || until !== undefined)) {
      throw new SamedayError("USAGE", "--back ends an absence now; it takes no hours.");
    }
    const notes = back || until !== undefined;
    if (!notes && (from !== undefined || who !== undefined)) {
      throw new SamedayError("USAGE", "Say with --until when they are back, or with --back that they are.");
    }
    const cases = await openCases(context, address);
    if (notes) {
      await cases.setAbsence({
        ...(who === undefined ? {} : { who }),
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { until }),
      });
    }
    const absences = await cases.absences();
    const { inWords, ownZone } = await import("../cases/when.ts");
    const zone = ownZone(context);
    context.answer(absences, () => {
      if (absences.length === 0) return "Nobody is away.";
      return absences
        .map((one) => printable(`${one.who.padEnd(16)} ${inWords(one.from, zone)} to ${inWords(one.until, zone)}`))
        .join("\n");
    });
  },
});
