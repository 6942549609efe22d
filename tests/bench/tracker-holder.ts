import { createTrackerAnswers } from "../../src/desk/tracker-live/answers.ts";
import { serveTracker } from "../../src/desk/tracker-live/serve-tracker.ts";
import { follow, openEventIndex, readIndexDirectory } from "../../src/tracker/index.ts";

/** A row whose pages are asked for. */
export interface OpenRow {
  readonly issue: string;
  readonly package: string;
  readonly release: string;
}

/**
 * The tracker's process of a desk, over made data: `DATA ARCHIVE SOCKET RELEASES EVENTS`. Tells its parent some 400 open rows
 * when it answers on the socket.
 */
const [data = "", archiveDirectory = "", socket = "", releases = "", events = ""] = process.argv.slice(2);
const archive = await readIndexDirectory(archiveDirectory);
const following = follow({
  layers: [{ name: "debian", directory: data }],
  dates: [],
  clock: { now: () => new Date() },
  archive: async () => archive,
  changed: () => undefined,
  say: (text) => process.stderr.write(`${text}\n`),
});
await following.look();
const supported = new Set(releases.split(","));
const index = await openEventIndex(events);
const past = { events: { current: () => index }, dates: [], now: () => new Date() };
const answers = createTrackerAnswers(following, () => ({ supported, today: new Date() }), new Date(), past);
await serveTracker(socket, answers, (text) => process.stderr.write(`${text}\n`));
const open = following.current()?.open ?? [];
const some = open.filter((_, at) => at % Math.ceil(open.length / 400) === 0);
process.send?.(some.map((row): OpenRow => ({ issue: row.issue, package: row.package, release: row.release })));
process.once("disconnect", () => process.exit());
