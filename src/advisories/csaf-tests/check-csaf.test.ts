import { expect, test } from "vitest";
import { csafDocument } from "../csaf/csaf-document.ts";
import { example } from "../testing.ts";
import { CSAF_TEST_NUMBERS, csafTestFaults } from "./check-csaf.ts";

/** Each test of the standard sees its fault: a good document with one planted. */

// biome-ignore lint/suspicious/noExplicitAny: a fault may be planted anywhere in a document.
type Plant = (document: any) => void;

function goodDocument(): unknown {
  const text = JSON.stringify(csafDocument(example("TSA-2026-003").advisory));
  return sorted(JSON.parse(text));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

const HASHES = (...algorithms: string[]) => [
  { file_hashes: algorithms.map((algorithm) => ({ algorithm, value: "0".repeat(64) })), filename: "tor" },
];
const purlLeaf = ({ product_tree: { branches } }: Parameters<Plant>[0]) =>
  branches[0].branches[0].branches[0].branches[0];
const helper = (document: Parameters<Plant>[0]) => purlLeaf(document).product.product_identification_helper;
const category =
  (name: string): Plant =>
  ({ document }) => {
    document.category = name;
  };
const also =
  (...plants: Plant[]): Plant =>
  (document) => {
    for (const plant of plants) plant(document);
  };
const history =
  (change: (tracking: Parameters<Plant>[0]) => void): Plant =>
  ({ document: { tracking } }) =>
    change(tracking);
const first =
  (change: (one: Parameters<Plant>[0]) => void): Plant =>
  ({ vulnerabilities: [one] }) =>
    change(one);
const relate =
  (a: string, b: string, id: string): Plant =>
  ({ product_tree }) => {
    product_tree.relationships = [
      ...(product_tree.relationships ?? []),
      {
        category: "installed_on",
        full_product_name: { name: id, product_id: id },
        product_reference: a,
        relates_to_product_reference: b,
      },
    ];
  };
const group =
  (id: string): Plant =>
  ({ product_tree, vulnerabilities: [one] }) => {
    product_tree.product_groups = [
      ...(product_tree.product_groups ?? []),
      { group_id: id, product_ids: one.product_status.known_affected.slice(0, 2) },
    ];
  };

const FAULTS: Readonly<Record<string, Plant>> = {
  "6.1.1": first((one) => one.product_status.fixed.push("nobody:knows")),
  "6.1.2": ({ product_tree: { branches } }) => branches.push(structuredClone(branches[0])),
  "6.1.3": also(relate("c", "b", "a"), relate("a", "a", "b")),
  "6.1.4": first((one) => {
    one.threats[0].group_ids = ["nobody"];
  }),
  "6.1.5": also(group("g"), group("g")),
  "6.1.6": first((one) => one.product_status.fixed.push(one.product_status.known_affected[0])),
  "6.1.7": first((one) => one.scores.push(structuredClone(one.scores[0]))),
  "6.1.8": first((one) => {
    one.scores[0].cvss_v3.baseSeverity = undefined;
  }),
  "6.1.9": first((one) => {
    one.scores[0].cvss_v3.baseScore = 9.9;
  }),
  "6.1.10": first((one) => {
    one.scores[0].cvss_v3.attackVector = "LOCAL";
  }),
  "6.1.11": first((one) => {
    one.cwe.name = "Something else";
  }),
  "6.1.12": ({ document }) => {
    document.lang = "EZ";
  },
  "6.1.13": (document) => {
    helper(document).purl = "pkg:generic/@1";
  },
  "6.1.14": history((tracking) => {
    tracking.revision_history[1].date = "2020-01-01T00:00:00Z";
  }),
  "6.1.15": ({ document }) => {
    document.publisher.category = "translator";
  },
  "6.1.16": history((tracking) => {
    tracking.version = "1";
  }),
  "6.1.17": history((tracking) => {
    tracking.version = "0";
  }),
  "6.1.18": history((tracking) => {
    tracking.revision_history[0].number = "0";
  }),
  "6.1.19": history((tracking) => {
    tracking.revision_history[0].number = "1.0.0-rc1";
  }),
  "6.1.20": history((tracking) => {
    tracking.version = "2.0.0-rc1";
  }),
  "6.1.21": history((tracking) => {
    tracking.revision_history[1].number = "3";
  }),
  "6.1.22": history((tracking) => {
    tracking.revision_history[1].number = "1";
  }),
  "6.1.23": ({ vulnerabilities }) => vulnerabilities.push(structuredClone(vulnerabilities[0])),
  "6.1.24": first((one) => {
    const involvement = { date: "2026-05-06T16:00:00Z", party: "vendor", status: "completed" };
    one.involvements = [involvement, { ...involvement, date: "2026-05-06T18:00:00+02:00" }];
  }),
  "6.1.25": (document) => {
    helper(document).hashes = HASHES("sha256", "sha256");
  },
  "6.1.26": category("Security Advisory"),
  "6.1.27.1": also(category("csaf_informational_advisory"), ({ document }) => {
    document.notes = [{ category: "legal_disclaimer", text: "x" }];
  }),
  "6.1.27.2": also(category("csaf_security_incident_response"), ({ document }) => {
    document.references = document.references.filter((one: { category: string }) => one.category === "self");
  }),
  "6.1.27.3": category("csaf_informational_advisory"),
  "6.1.27.4": (document) => {
    document.product_tree = undefined;
  },
  "6.1.27.5": first((one) => {
    one.notes = undefined;
  }),
  "6.1.27.6": first((one) => {
    one.product_status = undefined;
  }),
  "6.1.27.7": also(
    category("csaf_vex"),
    first((one) => {
      one.product_status = { recommended: one.product_status.fixed };
    }),
  ),
  "6.1.27.8": also(
    category("csaf_vex"),
    first((one) => {
      one.cve = undefined;
      one.ids = undefined;
    }),
  ),
  "6.1.27.9": also(
    category("csaf_vex"),
    first((one) => {
      one.threats = undefined;
    }),
  ),
  "6.1.27.10": also(
    category("csaf_vex"),
    first((one) => {
      one.remediations = undefined;
    }),
  ),
  "6.1.27.11": (document) => {
    document.vulnerabilities = undefined;
  },
  "6.1.28": ({ document }) => {
    document.source_lang = "EN";
  },
  "6.1.29": first((one) => one.remediations.push({ category: "vendor_fix", details: "For nobody." })),
  "6.1.30": history((tracking) => {
    tracking.revision_history[0].number = "1.0.0";
  }),
  "6.1.31": (document) => {
    purlLeaf(document).category = "product_version";
  },
  "6.1.32": first((one) => {
    one.flags = [{ label: "component_not_present" }];
  }),
  "6.1.33": also(
    group("g"),
    first((one) => {
      one.flags = [
        { label: "component_not_present", group_ids: ["g"] },
        { label: "vulnerable_code_not_present", product_ids: one.product_status.known_affected.slice(0, 1) },
      ];
    }),
  ),
  "6.2.1": ({ product_tree }) => {
    product_tree.full_product_names = [{ name: "tor", product_id: "unused" }];
  },
  "6.2.2": first((one) => {
    one.remediations = undefined;
  }),
  "6.2.3": first((one) => {
    one.scores = undefined;
  }),
  "6.2.4": history((tracking) => {
    tracking.revision_history[0].number = "1+build";
  }),
  "6.2.5": history((tracking) => {
    tracking.initial_release_date = "2026-05-01T00:00:00Z";
  }),
  "6.2.6": history((tracking) => {
    tracking.current_release_date = "2026-05-06T17:00:00Z";
  }),
  "6.2.7": first((one) => {
    one.involvements = [{ party: "vendor", status: "completed" }];
  }),
  "6.2.8": (document) => {
    helper(document).hashes = HASHES("md5");
  },
  "6.2.9": (document) => {
    helper(document).hashes = HASHES("sha1");
  },
  "6.2.10": ({ document }) => {
    document.distribution.tlp = undefined;
  },
  "6.2.11": ({ document }) => {
    document.references[0].url = "https://example.org/other.json";
  },
  "6.2.12": ({ document }) => {
    document.lang = undefined;
  },
  "6.2.13": (document) => {
    const { lang, ...others } = document.document;
    document.document = { lang, ...others };
  },
  "6.2.14": ({ document }) => {
    document.lang = "qtx";
  },
  "6.2.15": ({ document }) => {
    document.lang = "i-default";
  },
  "6.2.16": (document) => {
    purlLeaf(document).product.product_identification_helper = undefined;
  },
  "6.2.17": first((one) => one.ids.push({ system_name: "CVE", text: "CVE-2026-44602" })),
  "6.2.18": (document) => {
    purlLeaf(document).name = "<0.4.8.24";
  },
  "6.2.19": first((one) => one.scores[0].products.push(one.product_status.fixed[0])),
};

test("nothing is said against a good document", () => {
  expect(csafTestFaults(goodDocument())).toEqual({ mandatory: [], optional: [] });
});

test("every test has a fault here", () => {
  expect(Object.keys(FAULTS).sort()).toEqual([...CSAF_TEST_NUMBERS].sort());
});

test.each(Object.entries(FAULTS))("%s", (number, plant) => {
  const document = goodDocument();
  plant(document);
  const { mandatory, optional } = csafTestFaults(document);
  const found = number.startsWith("6.1.") ? mandatory : optional;
  expect(found.map(({ test }) => test)).toContain(number);
});

test.each([
  ["en", true],
  ["en-US", true],
  ["de-Latn-CH", true],
  ["i-default", true],
  ["EZ", false],
  ["en-ZQ", false],
  ["", false],
])("lang %j exists: %s", (lang, exists) => {
  const document = goodDocument() as { document: { lang: string } };
  document.document.lang = lang;
  expect(csafTestFaults(document).mandatory.every(({ test }) => test !== "6.1.12")).toBe(exists);
});
