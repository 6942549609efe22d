import { type CaseVault, type KeptMessage, parseMasterKey, readKeyFile, tendMessage } from "../../src/cases/index.ts";
import { layoutOf } from "../../src/desk/index.ts";
import { findRunningCluster, openStore } from "../../src/store/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";

/*
 * Prints the Message-ID of every mail that a desk has taken in, once for each time that it is kept, as a JSON list. Run as the
 * server's user, with the desk's directory as the argument.
 */

const layout = layoutOf(process.argv[2] ?? "");
const connection = await findRunningCluster(layout.postgres);
if (!connection) throw new Error("The desk's database does not run.");
const store = await openStore({ connection });
const master = parseMasterKey(await readKeyFile(layout.caseMasterKey));
const vault: CaseVault = { store, master, clock: systemClock, random: systemRandom };
const rows = await store.db
  .selectFrom("case_message")
  .select(["id", "case_id"])
  .where("arrival", "is not", null)
  .execute();
const ids: string[] = [];
for (const { id, case_id: caseId } of rows) {
  const { contents } = await tendMessage<KeptMessage>(vault, store.db, { caseId, id });
  if (contents.direction === "in") ids.push(contents.messageId);
}
await store.close();
process.stdout.write(JSON.stringify(ids));
