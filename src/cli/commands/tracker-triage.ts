import { SamedayError } from "../../kernel/index.ts";
import type { LayerDirectory, RankedTask, Snapshot, Triage, TriageDecision } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { actingPerson, PERSON_OPTION } from "../tracker/person.ts";
import { ARCHIVE, DEFINITION, layerDirectories, openArchive } from "./tracker-sources.ts";
import { type FactsOf, factsIn, recordsDirectory } from "./tracker-triage-facts.ts";

/** Everything that the two ways of working share. */
export interface OpenTriage {
  readonly triage: Triage;
  readonly snapshot: Snapshot;
  readonly queue: readonly RankedTask[];
  /** Lowest first; decisions go into the last. */
  readonly directories: readonly LayerDirectory[];
  readonly factsOf: FactsOf;
  person(): Promise<{ readonly name: string; readonly email: string }>;
}

/** `sameday tracker triage`. */
export const triage = defineVerb({
  name: "triage",
  summary: "decide about new issues, one key each",
  description:
    "Goes through the issues whose record says `TODO: check`, with suggestions: products remembered from earlier NOT-FOR-US lines, source packages that the text or the CVE record names, what advisories, other releases and other layers decided. On a terminal one issue stands there at a time and one key decides: 1 to 9 a suggestion, n not for us, u a package, a not affected, t leave it with a note, s later, z take back, o the record, ? help, q quit. Each decision becomes one commit in the uppermost data directory, written in the background; what could not be written comes again, with the reason. Elsewhere, and with --json, the ranked queue is printed; --decide takes decisions from standard input, a line each: `CVE-2026-1234 nfu PRODUCT`, `CVE-2026-1234 package curl unfixed`, `… package curl not-affected WHY`, `… todo TEXT`, `… take 1`, `… undo`. --archive lets names of its source packages be found in texts.",
  options: {
    archive: ARCHIVE,
    definition: DEFINITION,
    records: {
      kind: "text",
      value: "DIR",
      summary: "directory of CVE records with vendor and product; default the one that was imported last",
    },
    decide: { kind: "switch", summary: "take decisions from standard input, a line each" },
    as: PERSON_OPTION,
  },
  examples: [
    { line: "sameday tracker triage --data data --archive indexes", says: "at a terminal, one issue after the other" },
    { line: "sameday tracker triage --data data --archive indexes --json", says: "the ranked queue" },
    {
      line: "echo 'CVE-2026-1234 nfu WordPress plugin' | sameday tracker triage --data data --decide",
      says: "decisions from a script",
    },
  ],
  exits: {
    0: "done",
    1: "done, but some decisions were refused; the answer says which and why",
    2: "wrong usage, or data, archive or definition cannot be read",
  },
  async run(context, { options }) {
    const { stdin, stdout } = context.streams;
    const opened = await openTriage(context, options);
    if (options.decide) {
      const { decideLines } = await import("./tracker-triage-script.ts");
      return decideLines(context, opened);
    }
    if (stdin.isTTY && stdout.isTTY && !context.json) {
      const { workThrough } = await import("./tracker-triage-work.ts");
      return workThrough(context, opened);
    }
    const { decisionWords } = await import("../../tracker/index.ts");
    answerQueue(context, opened.queue, decisionWords);
    return 0;
  },
});

interface TriageOptions {
  readonly archive: string | undefined;
  readonly definition: string | undefined;
  readonly records: string | undefined;
  readonly as: string | undefined;
}

async function openTriage(context: CommandContext, options: TriageOptions): Promise<OpenTriage> {
  const { createLiveState, createSourceTable, createTriage, readLayerFiles } = await import("../../tracker/index.ts");
  const directories = await layerDirectories(context, options);
  const own = directories.at(-1);
  if (own === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
  const layers = await Promise.all(
    directories.map(async ({ name, directory }) => ({ name, files: await readLayerFiles(directory) })),
  );
  const { archive } = options;
  const sources =
    archive === undefined
      ? createSourceTable().versions
      : (await openArchive(context, { archive, definition: options.definition })).sources;
  const snapshot = createLiveState().next(layers, sources);
  const factsOf = factsIn(await recordsDirectory(options.records, own.directory));
  const triaging = createTriage(own.name, factsOf);
  return {
    triage: triaging,
    snapshot,
    queue: triaging.queue(snapshot),
    directories,
    factsOf,
    person: () => actingPerson(context, own.directory, options.as),
  };
}

function answerQueue(
  context: CommandContext,
  queue: readonly RankedTask[],
  decisionWords: (decision: TriageDecision) => string,
): void {
  const rows = queue.map(({ task, suggestions }) => ({
    issue: task.issue,
    description: task.description,
    layer: task.layer,
    exploited: task.exploited,
    suggestions: suggestions.map(({ decision, score, reasons }) => ({
      ...decision,
      score: Math.round(score * 100) / 100,
      reasons,
    })),
  }));
  context.answer(rows, () =>
    queue
      .map(({ task, suggestions: [first] }) => {
        const said = first === undefined ? "-" : `${decisionWords(first.decision)} (${Math.round(first.score * 100)})`;
        return printable(`${task.issue}\t${said}\t${task.description}`);
      })
      .join("\n"),
  );
}
