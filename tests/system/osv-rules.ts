import { osvFaults as textFaults } from "../../src/advisories/osv/osv-rules.ts";

interface Record_ {
  readonly affected?: readonly { readonly ranges?: readonly unknown[] }[];
}

/** Every broken rule of the schema's text, and what our export of verdicts adds: one range a package. */
export function osvFaults(record: unknown, name: string): readonly string[] {
  const { affected = [] } = record as Record_;
  const several = affected.filter(({ ranges = [] }) => ranges.length !== 1);
  return [...textFaults(record, name), ...several.map(() => "not one range in Debian's own order")];
}
