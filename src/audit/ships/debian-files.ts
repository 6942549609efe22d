import { type Convention, inImage, outside, type Place } from "./place.ts";

/** Suffixes of `debian/PACKAGE.suffix` that debhelper installs, and where (dh_installsystemd(1), dh_installcron(1), …). */
const INSTALLED: readonly (readonly [RegExp, (name: string, match: RegExpExecArray) => string])[] = [
  [/^(?:(.+)\.)?user\.(service|socket|timer|path|target)$/, (name, m) => `/usr/lib/systemd/user/${name}.${m[2]}`],
  [/^(?:(.+)\.)?(service|socket|timer|path|mount|target)$/, (name, m) => `/usr/lib/systemd/system/${name}.${m[2]}`],
  [/^(?:(.+)\.)?cron\.d$/, (name) => `/etc/cron.d/${name}`],
  [/^(?:(.+)\.)?cron\.(hourly|daily|weekly|monthly|yearly)$/, (name, m) => `/etc/cron.${m[2]}/${name}`],
  [/^(?:(.+)\.)?(?:init|init\.d)$/, (name) => `/etc/init.d/${name}`],
  [/^(?:(.+)\.)?default$/, (name) => `/etc/default/${name}`],
  [/^(?:(.+)\.)?pam$/, (name) => `/etc/pam.d/${name}`],
  [/^(?:(.+)\.)?udev$/, (name) => `/usr/lib/udev/rules.d/60-${name}.rules`],
  [/^(?:(.+)\.)?(preinst|postinst|prerm|postrm|config|triggers)$/, (name, m) => `/var/lib/dpkg/info/${name}.${m[2]}`],
  [/^(?:(.+)\.)?if-(up|down|pre-up|post-down)$/, (name, m) => `/etc/network/if-${m[2]}.d/${name}`],
  [/^(?:(.+)\.)?bash-completion$/, (name) => `/usr/share/bash-completion/completions/${name}`],
  [/^(?:(.+)\.)?(?:tmpfile|tmpfiles)$/, (name) => `/usr/lib/tmpfiles.d/${name}.conf`],
  [/^(?:(.+)\.)?sudoers$/, (name) => `/etc/sudoers.d/${name}`],
  [/^(?:(.+)\.)?(?:apparmor|apparmor-profile)$/, (name) => `/etc/apparmor.d/${name}`],
];

/** What lies in `debian/` of a source package; `packages` are its binary packages, the first of which owns files without a name. */
export function debianFiles(top: string, packages: readonly string[]): Convention {
  const folder = `${top}debian/`;
  return (path) => {
    if (!path.startsWith(folder)) return undefined;
    const name = path.slice(folder.length);
    if (name.startsWith("tests/")) return outside("test");
    // Patches change what is built and shipped.
    if (name.startsWith("patches/")) return name.endsWith("/series") ? outside("build") : inImage(undefined);
    return installedByName(name, packages) ?? outside("build");
  };
}

function installedByName(name: string, packages: readonly string[]): Place | undefined {
  for (const [form, place] of INSTALLED) {
    const match = form.exec(name);
    if (match) return inImage(place(nameIn(match[1], packages), match));
  }
  return undefined;
}

/** `PACKAGE.NAME.service` is installed as NAME where debhelper is told so (`--name`), which alone makes such a file useful. */
function nameIn(stem: string | undefined, packages: readonly string[]): string {
  if (stem === undefined) return packages[0] ?? "package";
  if (packages.includes(stem)) return stem;
  const owner = packages
    .filter((each) => stem.startsWith(`${each}.`))
    .sort((one, other) => other.length - one.length)[0];
  return owner === undefined ? stem : stem.slice(owner.length + 1);
}
