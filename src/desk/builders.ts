import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Distribution } from "../distribution/index.ts";
import type { KnownBuilder } from "../updates/index.ts";
import type { Layout } from "./layout.ts";

const registeredSchema = z.record(z.string(), z.string());

/** Where `sameday builder register` keeps keys that the definition does not name. */
export function registeredBuildersFile(layout: Layout): string {
  return join(layout.server, "builders.json");
}

/** The builders that may lease work: those of the definition that have a key there or were registered on this machine. */
export async function createBuilderList(
  layout: Layout,
  definition: Distribution,
): Promise<() => readonly KnownBuilder[]> {
  const registered = await readRegistered(registeredBuildersFile(layout));
  const builders = definition.builders.flatMap(({ name, publicKey, architectures, embargoed }): KnownBuilder[] => {
    const key = publicKey ?? registered[name];
    return key === undefined ? [] : [{ name, publicKey: key, architectures, embargoed }];
  });
  return () => builders;
}

async function readRegistered(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return registeredSchema.parse(JSON.parse(text));
}
