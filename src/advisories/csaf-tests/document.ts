/** A CSAF 2.0 document as its tests read it, once it holds to the published schema. Fields that no test looks at are not here. */
export interface CsafDocument {
  readonly document: {
    readonly category: string;
    readonly lang?: string;
    readonly source_lang?: string;
    readonly distribution?: { readonly tlp?: { readonly label?: string } };
    readonly notes?: readonly { readonly category: string }[];
    readonly publisher: { readonly category: string };
    readonly references?: readonly { readonly category?: string; readonly url: string }[];
    readonly tracking: Tracking;
  };
  readonly product_tree?: {
    readonly branches?: readonly Branch[];
    readonly full_product_names?: readonly FullName[];
    readonly relationships?: readonly Relationship[];
    readonly product_groups?: readonly { readonly group_id: string; readonly product_ids: readonly string[] }[];
  };
  readonly vulnerabilities?: readonly Vulnerability[];
}

export interface Tracking {
  readonly id: string;
  readonly status: string;
  readonly version: string;
  readonly initial_release_date: string;
  readonly current_release_date: string;
  readonly revision_history: readonly { readonly date: string; readonly number: string }[];
}

export interface Branch {
  readonly category: string;
  readonly name: string;
  readonly branches?: readonly Branch[];
  readonly product?: FullName;
}

export interface FullName {
  readonly product_id: string;
  readonly product_identification_helper?: {
    readonly purl?: string;
    readonly hashes?: readonly { readonly file_hashes: readonly { readonly algorithm: string }[] }[];
  };
}

export interface Relationship {
  readonly full_product_name: FullName;
  readonly product_reference: string;
  readonly relates_to_product_reference: string;
}

/** Something that is said about products, by their ids or by their groups. */
export interface Spoken {
  readonly product_ids?: readonly string[];
  readonly group_ids?: readonly string[];
  readonly category?: string;
  readonly label?: string;
}

export interface Score {
  readonly cvss_v2?: Readonly<Record<string, unknown>>;
  readonly cvss_v3?: Readonly<Record<string, unknown>>;
  readonly products: readonly string[];
}

export interface Vulnerability {
  readonly cve?: string;
  readonly cwe?: { readonly id: string; readonly name: string };
  readonly ids?: readonly { readonly text: string }[];
  readonly involvements?: readonly { readonly party: string; readonly date?: string }[];
  readonly notes?: readonly unknown[];
  readonly product_status?: Readonly<Record<string, readonly string[]>>;
  readonly scores?: readonly Score[];
  readonly flags?: readonly Spoken[];
  readonly threats?: readonly Spoken[];
  readonly remediations?: readonly Spoken[];
}

/** One test of the standard: everything that breaks it, empty where it holds. */
export type CsafTest = (document: CsafDocument) => readonly string[];
export type CsafTests = Readonly<Record<string, CsafTest>>;

export function vulnerabilitiesOf({ vulnerabilities = [] }: CsafDocument): readonly Vulnerability[] {
  return vulnerabilities;
}

/** Those that come a second time. */
export function repeated(words: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return words.filter((word) => seen.size === seen.add(word).size);
}
