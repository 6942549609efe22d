import type { Verdict } from "../../verdict/types.ts";
import { boundary } from "../boundary.ts";
import { type House, releaseTitle, sourcePurl } from "../house.ts";

/** One product of a document: some versions of a source package in a release. */
export interface Product {
  readonly id: string;
  readonly verdict: Verdict;
  /** `all`: every version; `open`: those before the fix; `fixed`: those from the fix on. */
  readonly versions: "all" | "open" | "fixed";
  /** As vers writes it: `vers:deb/<1.2-3`. */
  readonly range: string;
}

/** What one verdict speaks about: all versions, or those on the two sides of its fix. */
export function productsOf(verdict: Verdict): readonly Product[] {
  const fix = verdict.status === "vulnerable" || verdict.status === "fixed" ? boundary(verdict) : undefined;
  const product = (versions: Product["versions"], range: string): Product => ({
    id: `${verdict.release}:${verdict.package}:${versions}`,
    verdict,
    versions,
    range: `vers:deb/${range}`,
  });
  if (fix === undefined) return [product("all", "*")];
  // A version inside vers is percent-encoded (https://github.com/package-url/vers-spec).
  const version = encodeURIComponent(fix);
  return [product("open", `<${version}`), product("fixed", `>=${version}`)];
}

/** Vendor, release, source package, range of versions: each a level of branches. Verdicts come by package, then release. */
export function productTree(house: House, verdicts: readonly Verdict[]): object {
  const releases = [...new Set(verdicts.map(({ release }) => release))].sort();
  return {
    branches: [
      {
        category: "vendor",
        name: house.name,
        branches: releases.map((release) => ({
          category: "product_family",
          name: releaseTitle(house, release),
          branches: verdicts
            .filter((verdict) => verdict.release === release)
            .map((verdict) => ({
              category: "product_name",
              name: verdict.package,
              branches: productsOf(verdict).map((product) => rangeBranch(house, product)),
            })),
        })),
      },
    ],
  };
}

function rangeBranch(house: House, { id, verdict, range, versions }: Product): object {
  const fixed = verdict.fixedVersion ?? "";
  const which = versions === "all" ? "" : versions === "open" ? ` before ${fixed}` : ` from ${fixed} on`;
  return {
    category: "product_version_range",
    name: range,
    product: {
      product_id: id,
      name: `${verdict.package}${which} in ${releaseTitle(house, verdict.release)}`,
      product_identification_helper: { purl: sourcePurl(house, verdict.package, verdict.release) },
    },
  };
}
