import { SamedayError } from "../../kernel/index.ts";
import type {
  Circumstances,
  LayerDirectory,
  SealedLayer,
  Snapshot,
  SourceVersions,
  Support,
  View,
} from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { openSealed, READ_EXITS, SEALED } from "../sealed/sealed-session.ts";
import {
  ANSWER_EXITS,
  ANSWER_OPTIONS,
  definitionFile,
  layerDirectories,
  openArchive,
  tellErrors,
} from "./tracker-sources.ts";

const { archive: ARCHIVE, definition: DEFINITION } = ANSWER_OPTIONS;

/** `sameday tracker view [NAME]`. */
export const view = defineVerb({
  name: "view",
  summary: "list what somebody could work on",
  description:
    "Without a name, the work views with how many rows each has; with a name, its rows: issue, package, release, status or what has to be done, decision, what is said beside it. The same lists are pages of the tracker below /tracker/view/. With --sealed your embargoed issues are laid over the data, here and nowhere else: a last column has the sealed name of what is under embargo.",
  arguments: { name: { summary: "name of the view", required: false } },
  options: { archive: ARCHIVE, definition: DEFINITION, sealed: SEALED },
  examples: [
    { line: "sameday tracker view --data data --archive indexes", says: "what there is" },
    {
      line: "sameday tracker view candidates --data data --archive indexes",
      says: "what is open, undecided and not taken",
    },
    {
      line: "sameday tracker view candidates --data data --archive indexes --sealed embargoed",
      says: "the same, with what is under embargo",
    },
  ],
  exits: {
    ...ANSWER_EXITS,
    3: `with --sealed: ${READ_EXITS[3]}`,
    2: "wrong usage, no view of that name, or data, archive or definition cannot be read",
  },
  async run(context, { args, options }) {
    const { didYouMean, VIEWS, viewNamed } = await import("../../tracker/index.ts");
    const wanted = args.name === undefined ? undefined : viewNamed(args.name);
    if (args.name !== undefined && wanted === undefined) {
      const names = VIEWS.map(({ name }) => name);
      const near = didYouMean(args.name, names) || ` There are ${names.join(", ")}.`;
      throw new SamedayError("USAGE", `There is no view ${args.name}.${near}`);
    }
    const { snapshot, circumstances, sealed } = await openSnapshot(context, options);
    if (wanted === undefined) answerNames(context, VIEWS, snapshot, circumstances);
    else answerRows(context, wanted, snapshot, circumstances, sealed);
  },
});

interface ViewOptions {
  readonly archive: string;
  readonly definition: string | undefined;
  readonly sealed: string | undefined;
}

interface Opened {
  readonly snapshot: Snapshot;
  readonly circumstances: Circumstances;
  readonly sealed: SealedLayer | undefined;
}

/** The layers as they are now, and what views follow from beside them. */
export async function openSnapshot(context: CommandContext, options: ViewOptions): Promise<Opened> {
  const { readReleaseDates } = await import("../../distribution/index.ts");
  const today = context.clock.now();
  const dates = await readReleaseDates(await definitionFile(context, options));
  const directories = await layerDirectories(context, options);
  const archive = (await openArchive(context, options)).sources;
  const { sealed: place, definition } = options;
  const sealed = place === undefined ? undefined : await openSealed(context, { sealed: place, definition });
  const snapshot = await snapshotWith(directories, archive, { dates, at: today }, sealed);
  const ours = snapshot.tracker.layers.slice(0, directories.length);
  await tellErrors(context, ours);
  const { support } = snapshot.judge;
  const supported = archive.releases.filter((release) => support?.phase(release).name !== "ended");
  return { snapshot, circumstances: { supported: new Set(supported), today }, sealed };
}

/** With the sealed layer uppermost when there is one; nothing of it is kept. */
async function snapshotWith(
  directories: readonly LayerDirectory[],
  archive: SourceVersions,
  support: Support,
  sealed: SealedLayer | undefined,
): Promise<Snapshot> {
  const { asLayer, createLiveState, loadLayers, readLayerFiles, snapshotOf } = await import("../../tracker/index.ts");
  if (sealed !== undefined) return snapshotOf([...(await loadLayers(directories)), asLayer(sealed)], archive, support);
  const layers = await Promise.all(
    directories.map(async ({ name, directory }) => ({ name, files: await readLayerFiles(directory) })),
  );
  return createLiveState().next(layers, archive, support);
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

function answerRows(
  context: CommandContext,
  view: View,
  snapshot: Snapshot,
  circumstances: Circumstances,
  layer: SealedLayer | undefined,
): void {
  const sealed = layer?.issues.filter(({ head }) => head.disclosedAs === undefined) ?? [];
  const idOf = new Map(sealed.map(({ id, name }) => [name, id]));
  const rows = view.rows(snapshot, circumstances).map(({ issue, standing, package: name, mark, note }) => ({
    issue,
    package: name === "" ? null : name,
    release: standing?.release ?? null,
    status: standing?.status ?? mark,
    decision: standing?.decision ?? null,
    note: note === "" ? null : note,
    ...(layer !== undefined && { sealed: idOf.get(issue) ?? null }),
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
