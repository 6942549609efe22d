import { withoutTemplate } from "../files/template.ts";

const UNIT = /\.(?:service|socket|timer|path)(?:\.?in)?$/;
const POLKIT = /\.pkla$|\.policy(?:\.in)*$|(?:^|\/)[^/]*polkit[^/]*(?:\/(?:.*\/)?[^/]*)?\.rules(?:\.in)?$/;
const SUDO = /(?:^|\/)(?:[^/]*[._-])?sudoers(?:\.d)?(?:\/.+|[^/]*)$/;
const FILTER = /(?:^|\/)[^/]*onion-grater[^/]*(?:\/.*)?\.ya?ml$/;
const APPARMOR = /(?:^|\/)apparmor(?:\.d|[._-]?profiles?)?\/|[._-]apparmor(?:\.in)?$/;

/**
 * Names of what a system's managers alone read: units, rules of polkit and sudo, profiles of AppArmor and of control port
 * filters. Who wrote one means it to be installed, also where a tree's packaging names other files only.
 */
export function isSystemConfiguration(template: string): boolean {
  const path = withoutTemplate(template);
  return UNIT.test(path) || POLKIT.test(path) || SUDO.test(path) || APPARMOR.test(path) || FILTER.test(path);
}
