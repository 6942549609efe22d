import { SamedayError } from "../../kernel/index.ts";
import type { Refused, Written } from "../../tracker/index.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { readInput, sealedWriter, tellProblems, WRITE_EXITS, WRITE_OPTIONS } from "../sealed/sealed-session.ts";

export const add = defineVerb({
  name: "add",
  summary: "seal a new issue, read from standard input",
  description:
    "Standard input holds one record: a header `CVE-2026-1234 [text]`, or `CVE-2026-XXXX [text]` while there is no number, and its indented lines. Prints the name that the issue keeps.",
  options: WRITE_OPTIONS,
  examples: [{ line: "sameday sealed add --sealed embargoed", says: "type or paste the record, then Ctrl-D" }],
  exits: { ...WRITE_EXITS, 0: "the record is sealed and committed" },
  async run(context, { options }) {
    const { addSealed } = await import("../../tracker/index.ts");
    const world = await sealedWriter(context, options);
    answerWritten(context, await addSealed(world, await readInput(context)));
  },
});

export const edit = defineVerb({
  name: "edit",
  summary: "seal another text in place of an issue's, read from standard input",
  description:
    "Standard input is what `sameday sealed show` printed, changed. Its first line says from which revision it was made; when somebody was quicker, nothing is written.",
  arguments: { id: { summary: "the sealed issue", required: true } },
  options: WRITE_OPTIONS,
  examples: [
    {
      line: "sameday sealed edit S-204817365 --sealed embargoed",
      says: "in vim opened by `sameday sealed show S-204817365 --sealed embargoed | vim -n -i NONE -`: `:w !` and this command, so that no file holds the text",
    },
  ],
  exits: { ...WRITE_EXITS, 0: "the new text is sealed and committed" },
  async run(context, { args, options }) {
    const { editSealed } = await import("../../tracker/index.ts");
    const world = await sealedWriter(context, options);
    answerWritten(context, await editSealed(world, args.id, await readInput(context)));
  },
});

export const discloseVerb = defineVerb({
  name: "disclose",
  summary: "move sealed issues into the public lists",
  description:
    "One commit in the uppermost data directory, under your name and not pushed, takes all the records in; then a tombstone takes their place in the sealed layer. Where the lists have a record of an issue, sealed lines take the place of those about the same package and release. An issue without a number is public by the temporary name that its text gives, so one without a text is refused. Cut off at any moment and done again, it does what is missing and nothing twice. With --update the desk is asked first whether the update is ready; behind the disclosure it gets the public names, which takes earlier approvals back, you sign its approval anew (unless you uploaded it, or are no full member), and it is published once it is approved. A desk that reads another checkout has to get the commit first: push it and give the same command again.",
  arguments: { ids: { summary: "the sealed issues", required: true, variadic: true } },
  options: {
    ...WRITE_OPTIONS,
    ...DESK_OPTIONS,
    update: { kind: "text", value: "UPDATE", summary: "the update that fixes them: it goes out right behind" },
    as: { kind: "text", value: "CVE", summary: "the number of an issue that has none yet; for one issue" },
  },
  examples: [
    { line: "sameday sealed disclose S-204817365 --sealed embargoed --data data", says: "one commit in data" },
    {
      line: "sameday sealed disclose S-204817365 --as CVE-2026-1234 --sealed embargoed --data debian --data acme",
      says: "with the number that it has got, into our own layer",
    },
    {
      line: "sameday sealed disclose S-204817365 --update U-765432198 --sealed embargoed --data data",
      says: "ends the embargo: the issue is public and its update goes out",
    },
  ],
  exits: {
    ...WRITE_EXITS,
    0: "the records are public in the checkout, and sealed no more; with --update the answer says what that one waits for",
    3: `${WRITE_EXITS[3]}; with --update also: it is not ready (nothing was written), or the desk lacks the commit`,
  },
  async run(context, { args, options }) {
    const { disclose, loadLayers } = await import("../../tracker/index.ts");
    const [id, second] = args.ids;
    if (id === undefined) throw new SamedayError("USAGE", "Name the issues to disclose.");
    if (options.as !== undefined && second !== undefined) {
      throw new SamedayError("USAGE", "--as gives one number; disclose that issue by itself.");
    }
    const directories = context.layerDirectories.map((directory) => ({ name: directory, directory }));
    const uppermost = directories.at(-1);
    if (uppermost === undefined) throw new SamedayError("USAGE", "Name the directory of public data with --data.");
    const world = await sealedWriter(context, options);
    const ids = [...new Set(args.ids)];
    const following = options.update === undefined ? undefined : await import("../sealed/update-of-disclosure.ts");
    const desk = following && (await openDesk(context, options.desk));
    const update = options.update ?? "";
    if (following && desk) {
      await following.requireUpdateReady(desk, update, { ids, directory: uppermost.directory }, world);
    }
    const done = await disclose(world, {
      ids,
      as: new Map(options.as === undefined ? [] : [[id, options.as]]),
      directory: uppermost.directory,
      below: await loadLayers(directories.slice(0, -1)),
    });
    const lines = done.map((one) => `${one.id} is ${one.name} in ${one.commit}.`);
    if (!following || !desk) return context.answer(done, () => lines.join("\n"));
    // What is public by now is said even when the rest cannot be done.
    for (const line of lines) context.progress.note(line);
    const { waiting, ...now } = await following.followDisclosure(context, desk, update, done, world);
    context.answer({ disclosed: done, update: { ...now, waiting } }, () => {
      const turn = waiting.forWhom === "" ? "" : ` It takes ${waiting.forWhom}.`;
      return `${update} fixes ${now.issues.join(" ")}. ${waiting.sentence}${turn}`;
    });
  },
});

function answerWritten(context: CommandContext, written: Written | Refused): void {
  if ("refused" in written) {
    tellProblems(context, written.refused);
    throw new SamedayError(
      "INPUT_INVALID",
      "The text is not one record; its faults are named above. Nothing was written.",
    );
  }
  tellProblems(context, written.problems);
  context.answer({ id: written.id, commit: written.commit }, () => written.id);
}
