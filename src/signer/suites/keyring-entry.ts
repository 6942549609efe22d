import { link, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256 } from "../../kernel/index.ts";
import type { SignerContext } from "../context.ts";
import { makeDirectory } from "../files/durable.ts";
import { buildKeyringPackage, keyringPackageName } from "../keys/keyring-package.ts";
import { moveIntoPool } from "../take/move-into-pool.ts";
import { poolPlace } from "../take/pool-place.ts";
import { packageStanzas } from "./stanzas.ts";
import type { PublishedSuite } from "./suite.ts";
import type { SuiteEntry } from "./suite-state.ts";

/** The keyring package of the present keys, in the pool and ready to stand in the suite's first component. */
export async function keyringEntry(
  context: SignerContext,
  suite: PublishedSuite,
  directory: string,
): Promise<SuiteEntry> {
  const deb = await buildKeyringPackage(context, directory);
  const files = [{ name: basename(deb), sha256: sha256(await readFile(deb)) }];
  const source = keyringPackageName(context.definition.name);
  const component = suite.components[0] ?? "main";
  const place = poolPlace(component, source, suite.name, files);
  const tree = join(directory, "tree");
  await makeDirectory(join(tree, place), suite.tree.directoryMode);
  await link(deb, join(tree, place, basename(deb)));
  const packages = await packageStanzas(context.runner, tree, [component]);
  await moveIntoPool(tree, [place], suite.tree);
  const version = String(context.keys.state().generation);
  return { update: "keyring", source, version, files, serial: 0, places: [place], packages, sources: null };
}
