/*
 * What OpenVEX 0.2.0 demands of a document beyond its schema (https://github.com/openvex/spec, OPENVEX-SPEC.md: "The VEX
 * Statement", "Status Labels", "Updating Documents").
 */

interface Statement {
  readonly vulnerability: { readonly name: string };
  readonly products?: readonly { readonly "@id"?: string; readonly identifiers?: { readonly purl?: string } }[];
  readonly status: string;
  readonly justification?: string;
  readonly impact_statement?: string;
  readonly action_statement?: string;
}

interface Document {
  readonly author: string;
  readonly timestamp: string;
  readonly last_updated?: string;
  readonly version: number;
  readonly statements: readonly Statement[];
}

/** Every broken rule; empty for a good document, of which `revisions` were written. */
export function openvexFaults(document: unknown, revisions: number): readonly string[] {
  const { author, timestamp, last_updated, version, statements } = document as Document;
  const said = statements.flatMap(({ vulnerability, products = [] }) =>
    products.map((product) => `${vulnerability.name} ${product["@id"] ?? product.identifiers?.purl}`),
  );
  const later = last_updated === undefined ? revisions === 1 : Date.parse(last_updated) > Date.parse(timestamp);
  return [
    ...statements.flatMap(statementFaults),
    ...said.filter((one, at) => said.indexOf(one) < at).map((one) => `two statements about ${one}`),
    ...(version === revisions ? [] : [`version ${version} of ${revisions} revisions`]),
    ...(later ? [] : [`last updated ${last_updated}, first ${timestamp}`]),
    ...(author.trim() === "" ? ["nobody speaks"] : []),
  ];
}

function statementFaults(statement: Statement): readonly string[] {
  const { status, products = [], justification, impact_statement, action_statement } = statement;
  const reason = justification ?? impact_statement;
  return [
    ...(products.length > 0 ? [] : ["a statement about no product"]),
    ...(status === "not_affected" && !reason?.trim() ? ["not_affected without a reason"] : []),
    ...(status !== "not_affected" && reason !== undefined ? [`${status} with a reason for not_affected`] : []),
    ...(status === "affected" && !action_statement?.trim() ? ["affected without an action statement"] : []),
    ...(status !== "affected" && action_statement !== undefined ? [`${status} with an action statement`] : []),
  ];
}
