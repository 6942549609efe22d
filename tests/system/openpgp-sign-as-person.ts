import { createContext } from "../../src/cli/frame/context.ts";
import { ownKeyring } from "../../src/cli/frame/own-keyring.ts";
import { clearSign, ownSigningKeys } from "../../src/openpgp/index.ts";

/* A command that signs with the first key of whoever runs it. */

const context = createContext({ json: false, data: [], nouns: [] });
const keyring = await ownKeyring(context);
const [first = ""] = await ownSigningKeys(context.processes, keyring.home);
const signed = await clearSign(context.processes, { ...keyring, fingerprints: [first] }, "text\n");
process.stdout.write(signed.includes("BEGIN PGP SIGNATURE") ? `SIGNED by ${first}\n` : "NOT SIGNED\n");
