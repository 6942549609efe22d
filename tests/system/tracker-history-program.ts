import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import { openHistory } from "../../src/tracker/index.ts";

/** One derivation in a process of its own, so that a test can kill it: STATE_DIRECTORY DATA_DIRECTORY. */
const [directory = "", data = ""] = process.argv.slice(2);
const history = await openHistory({
  directory,
  layers: [{ name: "debian", directory: data }],
  runner: createProcessRunner("/nonexistent"),
  clock: systemClock,
  say: () => undefined,
  progress: (done) => process.stdout.write(`step ${done}\n`),
});
await history.derive();
await history.close();
