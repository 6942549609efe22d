import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { readOpenvex, readOsv } from "../reference/exports-readers.ts";
import { csafFaults } from "./csaf-rules.ts";
import { openvexFaults } from "./openvex-rules.ts";
import { osvFaults } from "./osv-rules.ts";

/**
 * Exported documents held against their formats: CSAF against the schema that OASIS publishes, OSV and OpenVEX against strict
 * forms written from their specifications, and against the published schemas too where the reference data has them
 * (`tracker/schemas/osv.json`, `openvex.json`); all against the rules that no schema can say.
 */

export type PublishedForm = "csaf" | "openvex" | "osv";

const ROOT = resolve(import.meta.dirname, "../..");
const CSAF = join(ROOT, "third_party/csaf-validator-lib");
/** Where the published schemas of OSV and OpenVEX lie; a bare clone has none. */
export const REFERENCE_SCHEMAS = resolve(ROOT, process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker/schemas");

const compiled = new Map<PublishedForm, ValidateFunction | undefined>();

/** The validator of the published schema; undefined where that is not at hand. */
export function validatorOf(form: PublishedForm): ValidateFunction | undefined {
  if (!compiled.has(form)) compiled.set(form, compile(form));
  return compiled.get(form);
}

function compile(form: PublishedForm): ValidateFunction | undefined {
  const path = form === "csaf" ? join(CSAF, "csaf_json_schema.json") : join(REFERENCE_SCHEMAS, `${form}.json`);
  if (!existsSync(path)) return undefined;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  // IRIs (RFC 3987) are addresses that may hold other letters; ours hold none.
  ajv.addFormat("iri", (text) => URL.canParse(text));
  for (const name of form === "csaf" ? ["cvss-v2.0", "cvss-v3.0", "cvss-v3.1"] : []) {
    // CSAF's schema refers to them without the date at the end of their own names.
    ajv.addSchema({ ...schemaAt(join(CSAF, `${name}.json`)), $id: `https://www.first.org/cvss/${name}.json` });
  }
  return ajv.compile(schemaAt(path));
}

/** Everything that is wrong with one document; empty for a good one. `name` is its file's, `revisions` how many were written. */
export function exportFaults(form: PublishedForm, name: string, text: string, revisions: number): readonly string[] {
  const document: unknown = JSON.parse(text);
  const found = [...schemaFaults(form, document), ...formFaults(form, text)];
  // The rules read what the schema has let through.
  if (found.length === 0) found.push(...ruleFaults(form, document, name, revisions));
  return found.map((fault) => `${name}: ${fault}`);
}

function schemaFaults(form: PublishedForm, document: unknown): readonly string[] {
  const validate = validatorOf(form);
  if (validate === undefined || validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function formFaults(form: PublishedForm, text: string): readonly string[] {
  try {
    if (form === "osv") readOsv(text);
    if (form === "openvex") readOpenvex(text);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function ruleFaults(form: PublishedForm, document: unknown, name: string, revisions: number): readonly string[] {
  switch (form) {
    case "csaf":
      return csafFaults(document, name);
    case "openvex":
      return openvexFaults(document, revisions);
    case "osv":
      return osvFaults(document, name);
  }
}

function schemaAt(path: string): object {
  return JSON.parse(readFileSync(path, "utf8"));
}
