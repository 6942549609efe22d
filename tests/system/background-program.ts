import { readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { workInBackground } from "../../src/system/index.ts";

/* Steps back and says with which priority it and its session go on. */

await workInBackground();
let session = "no groups";
try {
  session = readFileSync("/proc/self/autogroup", "utf8").trim().replace(/^.* /, "");
} catch {
  // A kernel without them.
}
process.stdout.write(JSON.stringify({ own: getPriority(), session }));
