import type { Parsed } from "../../../kernel/index.ts";
import { readKeyFile } from "../ini/read-ini.ts";
import type { PklaFile, PolkitSession } from "./types.ts";

const RESULTS: Readonly<Record<string, PolkitSession>> = {
  ResultAny: "any",
  ResultInactive: "inactive",
  ResultActive: "active",
};

/** Reads a file of a local authority (pklocalauthority(8)): whom it asks what, section by section. */
export function readPkla(text: string): Parsed<PklaFile> {
  const { value, problems } = readKeyFile(text);
  const entries = value.sections.map(({ name, line, keys }) => ({
    name,
    line,
    identities: keys.filter(({ key }) => key === "Identity").flatMap((key) => list(key.value)),
    actions: keys.filter(({ key }) => key === "Action").flatMap((key) => list(key.value)),
    results: keys.flatMap((key) => {
      const session = Object.hasOwn(RESULTS, key.key) ? RESULTS[key.key] : undefined;
      return session ? [{ session, result: key.value, line: key.line }] : [];
    }),
  }));
  return { value: { entries }, problems };
}

function list(value: string): string[] {
  return value
    .split(";")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
