import { basename } from "node:path";
import { formatProblem, SamedayError } from "../../kernel/index.ts";
import type { Judge, Tracker, Verdict } from "../../tracker/index.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { EXPORT_FORMS, exportFiles } from "./tracker-export.ts";

const LAYER = {
  kind: "list",
  value: "DIR",
  summary: "a data directory that lies over --data; a further one lies over the one before",
} as const;
const ARCHIVE = {
  kind: "text",
  value: "DIR",
  summary: "index files named RELEASE_SUBRELEASE_AREA_Sources",
} as const;
const AS_DEBIAN = { kind: "switch", summary: "answer as Debian's own tracker does, quirks included" } as const;

const status = defineVerb({
  name: "status",
  summary: "say which issues are open in which packages",
  description:
    "One row for each issue, package and release of the archive, sorted by byte order: package, release, issue, status, fixed version, urgency, remark, its class, planned for a point release, versions in the suites. A dash stands for what is absent. --data is a directory in the form of Debian's security tracker.",
  options: {
    layer: LAYER,
    archive: { ...ARCHIVE, required: true },
    asDebian: AS_DEBIAN,
    release: { kind: "text", value: "CODENAME", summary: "only this release" },
    package: { kind: "text", value: "NAME", summary: "only this source package" },
    issue: { kind: "text", value: "ID", summary: "only this issue" },
    format: { kind: "text", value: "FORM", summary: "form of the answer; default tsv", choices: ["tsv", "json"] },
  },
  examples: [
    {
      line: "sameday tracker status --data examples/debian/tracker --archive indexes --release bookworm",
      says: "every known issue of bookworm",
    },
    {
      line: "sameday tracker status --data data --archive indexes --issue CVE-2024-10918 --format json",
      says: "one issue, for a program",
    },
  ],
  exits: { 0: "the rows were printed, none included" },
  async run(context, { options }) {
    const { allVerdicts, readIndexDirectory, statusRow, verdictJson } = await import("../../tracker/index.ts");
    const { tracker, judge } = await load(context, options);
    const archive = await readIndexDirectory(options.archive);
    const filter = {
      ...(options.release !== undefined && { release: options.release }),
      ...(options.package !== undefined && { package: options.package }),
      ...(options.issue !== undefined && { issue: options.issue }),
    };
    const rows: { readonly text: string; readonly verdict: Verdict }[] = [];
    for (const verdict of allVerdicts(tracker, archive, judge, filter)) {
      rows.push({ text: statusRow(verdict, tracker, judge), verdict });
    }
    rows.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    if (context.json || options.format === "json") {
      context.streams.stdout.write(
        `${JSON.stringify(
          rows.map(({ verdict }) => verdictJson(verdict)),
          null,
          2,
        )}\n`,
      );
    } else {
      context.answer(undefined, () => rows.map(({ text }) => printable(text)).join("\n"));
    }
  },
});

const check = defineVerb({
  name: "check",
  summary: "check tracker data",
  description:
    "Names every fault with file, line and column and a stable code. With --archive also what does not fit the archive: unknown packages, missing epochs. With --as-debian whatever Debian's own check or loader would stop on counts as an error.",
  options: { layer: LAYER, archive: ARCHIVE, asDebian: AS_DEBIAN },
  examples: [
    { line: "sameday tracker check --data examples/debian/tracker", says: "check a data directory" },
    { line: "sameday tracker check --data data --archive indexes", says: "check it against the archive as well" },
  ],
  exits: { 0: "nothing is wrong, or warnings only", 1: "there are errors" },
  async run(context, { options }) {
    const { checkTracker, debianRefuses, readIndexDirectory } = await import("../../tracker/index.ts");
    const { tracker } = await load(context, options);
    const archive = options.archive === undefined ? undefined : await readIndexDirectory(options.archive);
    const found = checkTracker(tracker, archive).map(({ layer, problem }) => ({
      layer,
      problem: options.asDebian && debianRefuses(problem) ? ({ ...problem, severity: "error" } as const) : problem,
    }));
    const errors = found.filter(({ problem }) => problem.severity === "error").length;
    context.answer({ errors, warnings: found.length - errors, problems: found }, () => {
      const prefix = (layer: string): string => (tracker.layers.length > 1 ? `${layer}: ` : "");
      const lines = found.map(({ layer, problem }) => printable(prefix(layer) + formatProblem(problem)));
      return [...lines, `${errors} errors, ${found.length - errors} warnings.`].join("\n");
    });
    return errors > 0 ? 1 : 0;
  },
});

const explain = defineVerb({
  name: "explain",
  summary: "say why an issue is open in a package, or why not",
  description:
    "Prints the chain from the lines in the lists to the answer: which line counts, which advisory was merged and won or lost, which suite's version decided, and what would change the answer.",
  arguments: {
    package: { summary: "source package", required: true },
    release: { summary: "codename", required: true },
    issue: { summary: "name of the issue", required: true },
  },
  options: { layer: LAYER, archive: { ...ARCHIVE, required: true }, asDebian: AS_DEBIAN },
  examples: [
    {
      line: "sameday tracker explain libmodbus bookworm CVE-2024-10918 --data examples/debian/tracker --archive indexes",
      says: "why libmodbus is fixed or not",
    },
  ],
  exits: { 0: "the chain was printed", 1: "no list connects this issue with this package" },
  async run(context, { args, options }) {
    const {
      explain: explainVerdict,
      formatExplanation,
      readIndexDirectory,
      verdictJson,
    } = await import("../../tracker/index.ts");
    const { tracker, judge } = await load(context, options);
    const archive = await readIndexDirectory(options.archive);
    const explanation = explainVerdict(tracker, archive, args, judge);
    const { headline, steps, verdict } = explanation;
    context.answer({ headline, steps, verdict: verdict ? verdictJson(verdict) : null }, () =>
      printable(formatExplanation(explanation)),
    );
    return verdict ? 0 : 1;
  },
});

const exportVerb = defineVerb({
  name: "export",
  summary: "write the answers in a form that other programs read",
  description:
    "Writes files below --out, all from the one verdict, and index.json with their hashes and when each last changed; a file that did not change keeps its time. debian-json is the JSON of Debian's tracker, debsecan the data that the debsecan client fetches (give it the directory's address as --source). Without --as-debian the same forms hold our answers.",
  arguments: { form: { summary: `one of ${EXPORT_FORMS.join(", ")}`, required: true } },
  options: {
    layer: LAYER,
    archive: { ...ARCHIVE, required: true },
    asDebian: AS_DEBIAN,
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
  exits: { 0: "the files stand there" },
  async run(context, { args, options }) {
    const { readBinaryDirectory, readIndexDirectory, writeExport } = await import("../../tracker/index.ts");
    const form = EXPORT_FORMS.find((one) => one === args.form);
    if (form === undefined) {
      throw new SamedayError("USAGE", `\`${args.form}\` is no form of export. Use one of ${EXPORT_FORMS.join(", ")}.`);
    }
    const { tracker, judge } = await load(context, options);
    const archive = await readIndexDirectory(options.archive);
    const binaries = () => readBinaryDirectory(options.archive);
    const files = await exportFiles(form, { tracker, archive, judge, binaries });
    const entries = await writeExport(options.out, files, context.clock.now());
    context.answer({ files: entries }, () =>
      entries.map(({ path, bytes, changed }) => `${path}  ${bytes} bytes, changed ${changed}`).join("\n"),
    );
  },
});

async function load(
  context: CommandContext,
  options: { readonly layer: readonly string[]; readonly asDebian: boolean },
): Promise<{ readonly tracker: Tracker; readonly judge: Judge }> {
  const { createDebianJudge, dpkgJudge, loadTracker } = await import("../../tracker/index.ts");
  if (options.asDebian && options.layer.length > 0) {
    throw new SamedayError("USAGE", "--as-debian takes one data directory; Debian's tracker knows no layers.");
  }
  const directories = [context.dataDirectory, ...options.layer];
  const short = directories.map((directory) => basename(directory));
  const clear = new Set(short).size === short.length;
  const tracker = await loadTracker(
    directories.map((directory) => ({ name: clear ? basename(directory) : directory, directory })),
  );
  return { tracker, judge: options.asDebian ? createDebianJudge(tracker) : dpkgJudge };
}

export const noun: Noun = {
  name: "tracker",
  description:
    "Reads lists in the form of Debian's security tracker and says for each issue, package and release whether it is open, and why. Works without a desk; here --data is the directory with config.json and CVE/list.",
  verbs: [status, check, explain, exportVerb],
};
