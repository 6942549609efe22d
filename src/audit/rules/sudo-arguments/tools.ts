/** What a program of the base system gives to whoever chooses its arguments. */
export type ToolPower = "root" | "system";

/** Arguments make these run a program, or write any file: with any of them the caller is the account they run as. */
const ROOT_TOOLS =
  "sh bash dash zsh ksh fish busybox env nice nohup timeout stdbuf setsid ionice chrt taskset time watch xargs parallel script expect screen tmux start-stop-daemon run-parts systemd-run setpriv runuser su sudo pkexec doas chroot unshare nsenter bwrap firejail flatpak ip nocache eatmydata fakeroot strace ltrace gdb python perl ruby lua node php tclsh awk gawk mawk ed ex vi vim view nano emacs sed less more most man pg cp mv dd tee install ln chmod chown chgrp chattr setfacl setcap rm shred truncate tar cpio zip unzip rsync scp sftp ssh curl wget aria2c git svn make cmake gcc cc ld find mount cryptsetup dmsetup losetup mkfs mke2fs mkfs.ext4 mkfs.vfat mkfs.btrfs tune2fs debugfs parted sgdisk sfdisk fdisk gdisk wipefs partx mknod syslinux extlinux grub-install efibootmgr kexec modprobe insmod apt apt-get aptitude dpkg dpkg-reconfigure pip pip3 snap gem npm cpan rpm dnf docker podman lxc machinectl qemu-img visudo passwd chpasswd useradd usermod adduser gpasswd crontab at batch tcpdump nmap nc ncat netcat socat openssl openvpn gpg journalctl update-alternatives ldconfig sysctl debconf-set-selections logrotate";
/** These harm the system or read it, but give no account away by themselves. */
const SYSTEM_TOOLS =
  "umount swapon swapoff kill killall pkill systemctl service invoke-rc.d loginctl hostnamectl timedatectl nmcli ifconfig ifup ifdown route iptables ip6tables nft ufw iw iwconfig rfkill brctl tc ethtool hwclock date mkdir mktemp touch rmdir cat head tail grep od xxd strings diff cmp base64 sort cut wc file stat du ls readlink udevadm udisksctl fuser lsof blkid blockdev hdparm smartctl lvm lvs lvcreate lvremove vgs fsck e2fsck fstrim sync eject dmidecode dmesg apparmor_parser aa-status aa-enforce aa-complain";

const ROOT: ReadonlySet<string> = new Set(ROOT_TOOLS.split(" "));
const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_TOOLS.split(" "));
/** Programs that offer a shell to whoever sits before them, whatever their arguments. */
const INTERACTIVE: ReadonlySet<string> = new Set("vi vim view ex ed nano emacs less more most man pg".split(" "));

/** A program of a system directory by its name; versions count as the program (`python3.11`). */
export function toolPower(path: string): ToolPower | undefined {
  const name = nameOf(path);
  if (name === undefined) return undefined;
  if (ROOT.has(name)) return "root";
  return SYSTEM.has(name) ? "system" : undefined;
}

export function opensShell(path: string): boolean {
  const name = nameOf(path);
  return name !== undefined && INTERACTIVE.has(name);
}

function nameOf(path: string): string | undefined {
  const name = /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$/.exec(path)?.[1] ?? /\/(syslinux|extlinux)$/.exec(path)?.[1];
  return name?.replace(/^(python|perl|ruby|lua|php|gcc)[0-9.]+$/, "$1");
}
