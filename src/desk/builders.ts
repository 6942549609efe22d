import { z } from "zod";
import type { Distribution } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import type { KnownBuilder } from "../updates/index.ts";
import type { Layout } from "./layout.ts";
import { readOwned, replaceOwned } from "./owned.ts";

const registeredSchema = z.record(z.string(), z.string());

/** The builders that may lease work: those of the definition that have a key there or were registered on this machine. */
export async function createBuilderList(
  layout: Layout,
  definition: Distribution,
): Promise<() => readonly KnownBuilder[]> {
  const registered = await readRegistered(layout.builders);
  const builders = definition.builders.flatMap(({ name, publicKey, architectures, embargoed }): KnownBuilder[] => {
    const key = publicKey ?? registered[name];
    return key === undefined ? [] : [{ name, publicKey: key, architectures, embargoed }];
  });
  return () => builders;
}

/** Keeps the key of a builder that the definition does not name; others that were registered stay. */
export async function registerBuilder(layout: Layout, name: string, publicKey: string): Promise<void> {
  const all = { ...(await readRegistered(layout.builders)), [name]: publicKey };
  const owned = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o644 };
  await replaceOwned(layout.builders, owned, `${JSON.stringify(all)}\n`);
}

async function readRegistered(path: string): Promise<Record<string, string>> {
  const text = (await readOwned(path)) ?? "{}";
  const parsed = registeredSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new SamedayError("INPUT_INVALID", `${path} is damaged: it should map builders' names to public keys.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
