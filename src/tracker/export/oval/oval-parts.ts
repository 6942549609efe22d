import type { House } from "../house.ts";
import { createNumbering } from "./numbering.ts";
import { type OvalKind, ovalId } from "./oval-ids.ts";
import type { PackageTest } from "./package-tests.ts";
import { escapeXml } from "./xml.ts";

/** Tests, objects, states and variables that a document's definitions refer to; the same question is one test. */
export interface OvalParts {
  /** Id of the test. */
  test(asked: PackageTest): string;
  /** Id of the test whose answer is always `unknown`. */
  readonly unknownTest: string;
  /** Id of the test whether the machine runs the release. */
  readonly releaseTest: string;
  /** Everything after the definitions. */
  xml(): Iterable<string>;
}

/** Every machine with dpkg says its release here, but unstable calls itself testing; that word stands in the other file. */
const OS_RELEASE = "/etc/os-release";
const DEBIAN_VERSION = "/etc/debian_version";

const RELEASE_PART = 1;
const UNKNOWN_TEST = 2;

export function createOvalParts(house: House, release: string, unstable: boolean): OvalParts {
  const id = (kind: OvalKind, number: number): string => ovalId(house, release, kind, number);
  const tests = createNumbering<{ readonly object: number; readonly state: number | undefined }>(UNKNOWN_TEST + 1);
  const objects = createNumbering<readonly string[]>(RELEASE_PART + 1);
  const states = createNumbering<NonNullable<PackageTest["version"]>>(1);

  function testElements(): readonly string[] {
    return [
      `<ind:textfilecontent54_test id="${id("tst", RELEASE_PART)}" version="1" check="all" check_existence="at_least_one_exists" comment="the release"><ind:object object_ref="${id("obj", RELEASE_PART)}"/></ind:textfilecontent54_test>\n`,
      `<ind:unknown_test id="${id("tst", UNKNOWN_TEST)}" version="1" check="all" comment="nobody has determined it"/>\n`,
      ...Array.from(tests.entries(), ([number, { object, state }]) => {
        const compared = state === undefined ? "" : `<linux:state state_ref="${id("ste", state)}"/>`;
        return `<linux:dpkginfo_test id="${id("tst", number)}" version="1" check="at least one" check_existence="at_least_one_exists" comment="binary packages"><linux:object object_ref="${id("obj", object)}"/>${compared}</linux:dpkginfo_test>\n`;
      }),
    ];
  }

  function objectElements(): readonly string[] {
    const [file, pattern] = unstable ? [DEBIAN_VERSION, "/sid$"] : [OS_RELEASE, `^VERSION_CODENAME="?${release}"?$`];
    return [
      `<ind:textfilecontent54_object id="${id("obj", RELEASE_PART)}" version="1"><ind:filepath>${file}</ind:filepath><ind:pattern operation="pattern match">${escapeXml(pattern)}</ind:pattern><ind:instance datatype="int">1</ind:instance></ind:textfilecontent54_object>\n`,
      ...Array.from(objects.entries(), ([number, names]) => {
        const [only = ""] = names;
        const name =
          names.length === 1
            ? `<linux:name>${escapeXml(only)}</linux:name>`
            : `<linux:name var_ref="${id("var", number)}" var_check="at least one"/>`;
        return `<linux:dpkginfo_object id="${id("obj", number)}" version="1">${name}</linux:dpkginfo_object>\n`;
      }),
    ];
  }

  function stateElements(): readonly string[] {
    return Array.from(
      states.entries(),
      ([number, { operation, evr }]) =>
        `<linux:dpkginfo_state id="${id("ste", number)}" version="1"><linux:evr datatype="debian_evr_string" operation="${operation}">${escapeXml(evr)}</linux:evr></linux:dpkginfo_state>\n`,
    );
  }

  function variableElements(): readonly string[] {
    return Array.from(objects.entries())
      .filter(([, names]) => names.length > 1)
      .map(([number, names]) => {
        const values = names.map((name) => `<value>${escapeXml(name)}</value>`).join("");
        return `<constant_variable id="${id("var", number)}" version="1" datatype="string" comment="binary packages of one source">${values}</constant_variable>\n`;
      });
  }

  return {
    releaseTest: id("tst", RELEASE_PART),
    unknownTest: id("tst", UNKNOWN_TEST),
    test({ names, version }) {
      const object = objects.numberOf(names.join(" "), names);
      const state = version && states.numberOf(`${version.operation} ${version.evr}`, version);
      return id("tst", tests.numberOf(`${object} ${state ?? ""}`, { object, state }));
    },
    *xml() {
      yield* section("tests", testElements());
      yield* section("objects", objectElements());
      yield* section("states", stateElements());
      yield* section("variables", variableElements());
    },
  };
}

/** A section with nothing in it is not allowed. */
function* section(name: string, elements: readonly string[]): Generator<string, void> {
  if (elements.length === 0) return;
  yield `<${name}>\n`;
  yield* elements;
  yield `</${name}>\n`;
}
