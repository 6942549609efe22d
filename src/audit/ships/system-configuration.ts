const UNIT = /\.(?:service|socket|timer|path)(?:\.?in)?$/;
const POLKIT = /\.pkla$|\.policy(?:\.in)*$|(?:^|\/)[^/]*polkit[^/]*(?:\/(?:.*\/)?[^/]*)?\.rules(?:\.in)?$/;
const SUDO = /(?:^|\/)(?:[^/]*[._-])?sudoers(?:\.d)?(?:\/.+|[^/]*)$/;
const APPARMOR = /(?:^|\/)apparmor(?:\.d|[._-]?profiles?)?\//;

/**
 * Names of what a system's managers alone read: units, rules of polkit and sudo, AppArmor's profiles. Who wrote one means it
 * to be installed, also where a tree's packaging names other files only.
 */
export function isSystemConfiguration(path: string): boolean {
  return UNIT.test(path) || POLKIT.test(path) || SUDO.test(path) || APPARMOR.test(path);
}
