import { createProcessRunner } from "../../src/system/index.ts";
import { listTarball } from "../../src/updates/steps/review/read-tarball.ts";

/** Lists a tarball in a process of its own, whose memory the caller limits; prints how many files it has, or the refusal. */
const [path = ""] = process.argv.slice(2);
try {
  const { files } = await listTarball(createProcessRunner("/nonexistent"), { path, name: "a.tar.gz" });
  console.log(`${files.size} files`);
} catch (error) {
  console.log((error as Error).message);
}
