import type { Advisory, Product } from "../model.ts";
import { affectedRange, affectedVersions, productTitle, purlOf, releaseTitle } from "../words/products.ts";

/** Some versions of a product, as the tree names them. */
export interface TreeProduct {
  readonly id: string;
  readonly product: Product;
  readonly range: string;
  readonly title: string;
}

/** What one product speaks about: its affected versions and those from the fix on, or all of them. */
export interface Sides {
  readonly affected: TreeProduct | undefined;
  readonly fixed: TreeProduct | undefined;
  /** Of a product that is not affected, or of which nobody knows yet. */
  readonly every: TreeProduct | undefined;
}

/** Ids are made of what they name, so that the same versions have the same id for every issue. */
export function sidesOf(advisory: Advisory, product: Product): Sides {
  const { scheme, fixed, status } = product;
  const title = productTitle(advisory.publisher, product);
  const side = (range: string, words: string): TreeProduct => ({
    id: `${product.release ?? ""}:${product.name}:${range}`,
    product,
    range,
    title: words === "" ? title : `${product.name} ${words}${title.slice(product.name.length)}`,
  });
  if (status !== "affected") return { affected: undefined, fixed: undefined, every: side(`vers:${scheme}/*`, "") };
  return {
    affected: side(affectedRange(product), product.introduced || product.fixed ? affectedVersions(product) : ""),
    fixed: fixed === undefined ? undefined : side(`vers:${scheme}/>=${encodeURIComponent(fixed)}`, `from ${fixed} on`),
    every: undefined,
  };
}

/** Vendor, release, product, range of versions: each a level of branches, in the order of the record. */
export function productTree(advisory: Advisory): object {
  const products = new Map<string, TreeProduct>();
  for (const product of advisory.products) {
    const { affected, fixed, every } = sidesOf(advisory, product);
    for (const side of [affected, fixed, every]) if (side && !products.has(side.id)) products.set(side.id, side);
  }
  const all = [...products.values()];
  return { branches: [{ category: "vendor", name: advisory.publisher.name, branches: releases(advisory, all) }] };
}

function releases(advisory: Advisory, products: readonly TreeProduct[]): readonly object[] {
  return [...groupBy(products, ({ product }) => product.release ?? "")].flatMap(([release, here]) => {
    const names = [...groupBy(here, ({ product }) => product.name)].map(([name, sides]) => ({
      category: "product_name",
      name,
      branches: sides.map((side) => rangeBranch(advisory, side)),
    }));
    if (release === "") return names;
    return [{ category: "product_family", name: releaseTitle(advisory.publisher, release), branches: names }];
  });
}

function rangeBranch({ publisher }: Advisory, { id, product, range, title }: TreeProduct): object {
  return {
    category: "product_version_range",
    name: range,
    product: { product_id: id, name: title, product_identification_helper: { purl: purlOf(publisher, product) } },
  };
}

/** By key, in the order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const there = groups.get(key);
    if (there === undefined) groups.set(key, [item]);
    else there.push(item);
  }
  return groups;
}
