import { SamedayError } from "../../kernel/index.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { check } from "./tracker-check.ts";
import { explain } from "./tracker-explain.ts";
import { EXPORT_FORMS, exportFiles } from "./tracker-export.ts";
import { ANSWER_EXITS, ANSWER_OPTIONS, openArchive, openTracker } from "./tracker-sources.ts";
import { status } from "./tracker-status.ts";

const exportVerb = defineVerb({
  name: "export",
  summary: "write the answers in a form that other programs read",
  description:
    "Writes files below --out, all from the one verdict, and index.json with their hashes and when each last changed; a file that did not change keeps its time. debian-json is the JSON of Debian's tracker, debsecan the data that the debsecan client fetches (give it the directory's address as --source). Without --as-debian the same forms hold our answers.",
  arguments: { form: { summary: `one of ${EXPORT_FORMS.join(", ")}`, required: true } },
  options: {
    ...ANSWER_OPTIONS,
    out: { kind: "text", value: "DIR", summary: "where the files go; made when missing", required: true },
  },
  examples: [
    {
      line: "sameday tracker export debian-json --data examples/debian/tracker --archive indexes --out public",
      says: "one JSON document of everything, public/json",
    },
    {
      line: "sameday tracker export debsecan --data data --archive indexes --out debsecan",
      says: "what a debsecan client asks for",
    },
  ],
  exits: { ...ANSWER_EXITS, 0: "the files stand there" },
  async run(context, { args, options }) {
    const { writeExport } = await import("../../tracker/index.ts");
    const form = EXPORT_FORMS.find((one) => one === args.form);
    if (form === undefined) {
      throw new SamedayError("USAGE", `\`${args.form}\` is no form of export. Use one of ${EXPORT_FORMS.join(", ")}.`);
    }
    const { tracker, judge } = await openTracker(context, options);
    const { sources: archive, binaries } = await openArchive(context, options);
    const files = await exportFiles(form, { tracker, archive, judge, binaries });
    const entries = await writeExport(options.out, files, context.clock.now());
    context.answer({ files: entries }, () =>
      entries.map(({ path, bytes, changed }) => `${path}  ${bytes} bytes, changed ${changed}`).join("\n"),
    );
  },
});

export const noun: Noun = {
  name: "tracker",
  layered: true,
  description:
    "Reads lists in the form of Debian's security tracker and says for each issue, package and release whether it is open, and why. Works without a desk. --data is a directory in the form of Debian's tracker, with config.json and CVE/list; given again, one that lies over it.",
  verbs: [status, check, explain, exportVerb],
};
