/**
 * What somebody gains who may do an action unasked: `root` amounts to root; `system` changes the machine for everybody;
 * `limited` does what the person at the machine mostly may do anyway.
 */
export type ActionPower = "root" | "system" | "limited";

/** Beginnings of ids, the longest that fits decides. From the policies of Debian's packages and what their services do. */
const POWERS: readonly (readonly [string, ActionPower])[] = [
  ["org.freedesktop.policykit.exec", "root"],
  ["org.freedesktop.policykit.lockdown", "root"],
  ["org.freedesktop.systemd1.", "root"],
  ["org.freedesktop.machine1.", "root"],
  ["org.freedesktop.portable1.", "root"],
  ["org.freedesktop.import1.", "root"],
  ["org.freedesktop.accounts.", "system"],
  ["org.freedesktop.accounts.user-administration", "root"],
  ["org.freedesktop.accounts.change-own-user-data", "limited"],
  // A raw device is every file on it, setuid ones among them.
  ["org.freedesktop.udisks2.open-device", "root"],
  ["org.freedesktop.udisks2.", "limited"],
  ["org.freedesktop.udisks2.manage-", "system"],
  ["org.freedesktop.udisks2.modify-device-system", "system"],
  ["org.freedesktop.udisks2.modify-system-configuration", "root"],
  ["org.freedesktop.udisks2.filesystem-mount-system", "system"],
  ["org.freedesktop.udisks2.filesystem-take-ownership", "system"],
  ["org.freedesktop.udisks2.encrypted-unlock-system", "system"],
  ["org.freedesktop.udisks2.encrypted-change-passphrase-system", "system"],
  ["org.freedesktop.udisks2.read-system-configuration-secrets", "system"],
  ["org.freedesktop.udisks2.rescan", "limited"],
  ["org.freedesktop.packagekit.", "system"],
  ["org.freedesktop.packagekit.package-install-untrusted", "root"],
  ["org.freedesktop.packagekit.system-trust-signing-key", "root"],
  ["org.freedesktop.packagekit.system-sources-configure", "root"],
  ["org.freedesktop.packagekit.system-sources-refresh", "limited"],
  ["org.freedesktop.packagekit.package-eula-accept", "limited"],
  ["org.debian.apt.", "system"],
  ["org.debian.apt.install-file", "root"],
  ["org.debian.apt.change-repository", "root"],
  ["org.freedesktop.Flatpak.", "system"],
  ["org.freedesktop.fwupd.", "system"],
  ["io.snapcraft.snapd.manage", "root"],
  ["org.libvirt.unix.manage", "root"],
  ["org.libvirt.", "system"],
  ["org.gtk.vfs.file-operations", "root"],
  ["org.gnome.gparted", "root"],
  ["org.freedesktop.NetworkManager.", "limited"],
  ["org.freedesktop.NetworkManager.settings.modify.", "system"],
  ["org.freedesktop.NetworkManager.settings.modify.own", "limited"],
  ["org.freedesktop.NetworkManager.reload", "system"],
  ["org.fedoraproject.FirewallD1.", "system"],
  ["org.freedesktop.login1.", "limited"],
  ["org.freedesktop.login1.set-user-linger", "limited"],
  ["org.freedesktop.timedate1.", "limited"],
  ["org.freedesktop.timesync1.", "limited"],
  ["org.freedesktop.locale1.", "limited"],
  ["org.freedesktop.hostname1.", "limited"],
  ["org.freedesktop.network1.", "system"],
  ["org.freedesktop.resolve1.", "system"],
  ["org.freedesktop.ModemManager1.", "limited"],
  ["org.freedesktop.upower.", "limited"],
  ["org.freedesktop.UPower.", "limited"],
  ["org.freedesktop.UDisks2.", "limited"],
  ["org.freedesktop.color-manager.", "limited"],
  ["org.freedesktop.RealtimeKit1.", "limited"],
  ["org.freedesktop.bolt.", "system"],
  ["org.freedesktop.boltd.", "system"],
  ["org.freedesktop.GeoClue2.", "limited"],
  ["org.blueman.", "limited"],
  ["org.bluez.", "limited"],
  ["org.debian.pcsc-lite.", "limited"],
  ["org.gnome.settings-daemon.", "limited"],
  ["org.gnome.controlcenter.", "limited"],
  ["org.opensuse.cupspkhelper.", "limited"],
  ["org.x.", "system"],
  ["net.hadess.PowerProfiles.", "limited"],
  ["net.hadess.SensorProxy.", "limited"],
  ["net.reactivated.fprint.", "limited"],
];

/** The power of an action; `unknown` when no table says. */
export function actionPower(id: string): ActionPower | "unknown" {
  let best: readonly [string, ActionPower] | undefined;
  for (const entry of POWERS) if (id.startsWith(entry[0]) && entry[0].length > (best?.[0].length ?? 0)) best = entry;
  return best?.[1] ?? "unknown";
}

/** The greatest power among the actions that a beginning or a glob reaches. */
export function powerOfBeginning(beginning: string): ActionPower | "unknown" {
  const reached = POWERS.filter(([id]) => id.startsWith(beginning)).map(([, power]) => power);
  const all = [...reached, actionPower(beginning)];
  return (["root", "system", "unknown", "limited"] as const).find((power) => all.includes(power)) ?? "unknown";
}
