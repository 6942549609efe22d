import { SamedayError } from "../../kernel/index.ts";
import type { Circumstances, Snapshot, View } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { ANSWER_EXITS, ANSWER_OPTIONS, definitionFile, layerDirectories, openArchive } from "./tracker-sources.ts";

const { archive: ARCHIVE, definition: DEFINITION } = ANSWER_OPTIONS;

/** `sameday tracker view [NAME]`. */
export const view = defineVerb({
  name: "view",
  summary: "list what somebody could work on",
  description:
    "Without a name, the work views with how many rows each has; with a name, its rows: issue, package, release, status or what has to be done, decision, what is said beside it. The same lists are pages of the tracker below /tracker/view/.",
  arguments: { name: { summary: "name of the view", required: false } },
  options: { archive: ARCHIVE, definition: DEFINITION },
  examples: [
    { line: "sameday tracker view --data data --archive indexes", says: "what there is" },
    {
      line: "sameday tracker view candidates --data data --archive indexes",
      says: "what is open, undecided and not taken",
    },
  ],
  exits: { ...ANSWER_EXITS, 2: "wrong usage, no view of that name, or data, archive or definition cannot be read" },
  async run(context, { args, options }) {
    const { VIEWS } = await import("../../tracker/index.ts");
    const wanted = args.name === undefined ? undefined : VIEWS.find((one) => one.name === args.name);
    if (args.name !== undefined && wanted === undefined) {
      const names = VIEWS.map(({ name }) => name).join(", ");
      throw new SamedayError("USAGE", `There is no view ${args.name}; there are ${names}.`);
    }
    const { snapshot, circumstances } = await openSnapshot(context, options);
    if (wanted === undefined) answerNames(context, VIEWS, snapshot, circumstances);
    else answerRows(context, wanted, snapshot, circumstances);
  },
});

async function openSnapshot(
  context: CommandContext,
  options: { readonly archive: string; readonly definition: string | undefined },
): Promise<{ readonly snapshot: Snapshot; readonly circumstances: Circumstances }> {
  const { createLiveState, readLayerFiles } = await import("../../tracker/index.ts");
  const { readReleaseDates } = await import("../../distribution/index.ts");
  const today = context.clock.now();
  const dates = await readReleaseDates(await definitionFile(context, options));
  const directories = await layerDirectories(context, options);
  const layers = await Promise.all(
    directories.map(async ({ name, directory }) => ({ name, files: await readLayerFiles(directory) })),
  );
  const archive = (await openArchive(context, options)).sources;
  const snapshot = createLiveState().next(layers, archive, { dates, at: today });
  const { support } = snapshot.judge;
  const supported = archive.releases.filter((release) => support?.phase(release).name !== "ended");
  return { snapshot, circumstances: { supported: new Set(supported), today } };
}

function answerNames(
  context: CommandContext,
  views: readonly View[],
  snapshot: Snapshot,
  circumstances: Circumstances,
): void {
  const counted = views.map(({ name, title, lead, rows }) => {
    return { name, title, lead, count: rows(snapshot, circumstances).length };
  });
  context.answer(counted, () =>
    counted.map(({ name, title, count }) => `${String(count).padStart(7)}  ${name.padEnd(17)}  ${title}`).join("\n"),
  );
}

function answerRows(context: CommandContext, view: View, snapshot: Snapshot, circumstances: Circumstances): void {
  const rows = view.rows(snapshot, circumstances).map(({ issue, standing, package: name, mark, note }) => ({
    issue,
    package: name === "" ? null : name,
    release: standing?.release ?? null,
    status: standing?.status ?? mark,
    decision: standing?.decision ?? null,
    note: note === "" ? null : note,
  }));
  context.answer(rows, () =>
    rows
      .map((row) =>
        printable(
          Object.values(row)
            .map((word) => word ?? "-")
            .join("\t"),
        ),
      )
      .join("\n"),
  );
}
