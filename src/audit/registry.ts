import type { Rule } from "./model.ts";
import { apparmorCapability } from "./rules/apparmor-capability/rule.ts";
import { apparmorMode } from "./rules/apparmor-mode/rule.ts";
import { apparmorUnconfinedProgram } from "./rules/apparmor-unconfined-program/rule.ts";
import { apparmorWideWrite } from "./rules/apparmor-wide-write/rule.ts";
import { controlPortFilterChange } from "./rules/control-port-filter-change/rule.ts";
import { controlPortFilterClient } from "./rules/control-port-filter-client/rule.ts";
import { controlPortFilterEvents } from "./rules/control-port-filter-events/rule.ts";
import { controlPortFilterInformation } from "./rules/control-port-filter-information/rule.ts";
import { controlPortFilterListener } from "./rules/control-port-filter-listener/rule.ts";
import { controlPortFilterOnion } from "./rules/control-port-filter-onion/rule.ts";
import { controlPortFilterPattern } from "./rules/control-port-filter-pattern/rule.ts";
import { desktopDbusActivatable } from "./rules/desktop-dbus-activatable/rule.ts";
import { desktopLookup } from "./rules/desktop-lookup/rule.ts";
import { perlIncByCaller } from "./rules/perl-inc-by-caller/rule.ts";
import { perlIncComputed } from "./rules/perl-inc-computed/rule.ts";
import { perlIncEnvironment } from "./rules/perl-inc-environment/rule.ts";
import { perlIncRelative } from "./rules/perl-inc-relative/rule.ts";
import { perlMiteShim } from "./rules/perl-mite-shim/rule.ts";
import { perlPackageKnownBad } from "./rules/perl-package-known-bad/rule.ts";
import { polkitDefaults } from "./rules/polkit-defaults/rule.ts";
import { polkitRules } from "./rules/polkit-rules/rule.ts";
import { pythonIsolationCall } from "./rules/python-isolation-call/rule.ts";
import { pythonIsolationShebang } from "./rules/python-isolation-shebang/rule.ts";
import { setuidGranted } from "./rules/setuid-granted/rule.ts";
import { setuidUnpackaged } from "./rules/setuid-unpackaged/rule.ts";
import { sudoAll } from "./rules/sudo-all/rule.ts";
import { sudoArguments } from "./rules/sudo-arguments/rule.ts";
import { sudoEnvironment } from "./rules/sudo-environment/rule.ts";
import { sudoOptions } from "./rules/sudo-options/rule.ts";
import { sudoTarget } from "./rules/sudo-target/rule.ts";
import { unitSandbox } from "./rules/unit-sandbox/rule.ts";
import { unparsable } from "./rules/unparsable/rule.ts";
import { unreadable } from "./rules/unreadable/rule.ts";

/** Every rule, in the order of the docs. */
export const RULES: readonly Rule[] = [
  perlIncRelative,
  perlIncEnvironment,
  perlIncComputed,
  perlIncByCaller,
  perlMiteShim,
  perlPackageKnownBad,
  pythonIsolationShebang,
  pythonIsolationCall,
  unreadable,
  sudoArguments,
  sudoAll,
  sudoEnvironment,
  sudoOptions,
  sudoTarget,
  desktopLookup,
  desktopDbusActivatable,
  controlPortFilterClient,
  controlPortFilterInformation,
  controlPortFilterChange,
  controlPortFilterOnion,
  controlPortFilterEvents,
  controlPortFilterPattern,
  controlPortFilterListener,
  polkitRules,
  polkitDefaults,
  setuidGranted,
  setuidUnpackaged,
  unitSandbox,
  apparmorWideWrite,
  apparmorCapability,
  apparmorUnconfinedProgram,
  apparmorMode,
  // What no parser could read is asked last, when every other rule has parsed.
  unparsable,
];
