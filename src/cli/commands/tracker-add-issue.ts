import { URGENCIES } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { bugNumber, EDIT_EXITS, EDIT_OPTIONS, landFiles } from "./tracker-edit-session.ts";
import { tell } from "./tracker-sources.ts";

/** `sameday tracker add-issue ISSUE [TEXT]`. */
export const addIssue = defineVerb({
  name: "add-issue",
  summary: "write down an issue that no list has yet",
  description:
    "A new record at the top of the uppermost directory's list, as one commit under your name where git keeps the data. Its text stands in square brackets, which an import of CVE records leaves alone. With --package the issue is open there until set-line says otherwise; without, it says `TODO: check`. Without a number the issue is called CVE-YYYY-XXXX here; the answer says the name under which it is found, and that name goes on leading to it when a bug or a CVE number changes it.",
  arguments: {
    issue: { summary: "CVE-2026-1234, or CVE-2026-XXXX where there is no number", required: true },
    text: { summary: "what it is, in one line; without a number it is needed" },
  },
  options: {
    package: { kind: "text", value: "NAME", summary: "source package that has it" },
    bug: { kind: "text", value: "NUMBER", summary: "a bug that tells the maintainer" },
    urgency: { kind: "text", value: "WORD", summary: "how urgent it is there", choices: URGENCIES },
    ...EDIT_OPTIONS,
  },
  examples: [
    {
      line: 'sameday tracker add-issue CVE-2026-1234 "heap overflow in the FTP parser" --package curl --data data',
      says: "before the CVE list has it",
    },
    {
      line: 'sameday tracker add-issue CVE-2026-XXXX "key is written to the log" --package tor --bug 1099123 --data data',
      says: "nobody has given it a number",
    },
  ],
  exits: {
    0: "the record is there; the answer names the issue",
    2: EDIT_EXITS[2],
    3: "the data, or a layer below, have the issue already; or somebody left a file uncommitted; nothing was changed",
  },
  async run(context, { args, options }) {
    const { addNewIssue, unfamiliarPackage } = await import("../../tracker/index.ts");
    const { bug, urgency } = options;
    const wish = {
      issue: issueTyped(args.issue),
      description: args.text,
      package: options.package,
      flags: {
        ...(bug === undefined ? {} : { bug: bugNumber(bug) }),
        ...(urgency === undefined ? {} : { urgency: urgency as (typeof URGENCIES)[number] }),
      },
    };
    let doubt: string | undefined;
    const subject = `${wish.issue}: new${wish.package === undefined ? "" : `, in ${wish.package}`}`;
    const { commit, files, made } = await landFiles(context, options, subject, async (read, now) => {
      const { files: changed, name } = await addNewIssue(wish, read, now);
      doubt = wish.package === undefined ? undefined : unfamiliarPackage(now.tracker, wish.package);
      return { files: changed, made: name };
    });
    if (doubt !== undefined) tell(context, doubt);
    context.answer({ issue: made, files, commit }, () => printable(`${made} is on record.`));
  },
});
