package io.github.djangodeb.site;

import io.github.djangodeb.name.SiteNames;
import java.util.List;
import java.util.Set;

/**
 * Users, groups, databases, commands and units that a Debian host has anyway: a site of such a name
 * would run as somebody else, or could not be installed.
 */
public final class ReservedNames {
  private static final Set<String> ACCOUNTS =
      Set.of(
          ("root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats"
                  + " nobody adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip"
                  + " operator src shadow utmp video sasl plugdev staff users nogroup postgres"
                  + " rabbitmq memcache redis sshd messagebus polkitd ssl-cert systemd-network"
                  + " systemd-resolve systemd-timesync template0 template1")
              .split(" "));

  private static final Set<String> COMMANDS =
      Set.of(
          ("apt bash cat celery df django-admin dpkg flock getent git gunicorn hostname journalctl"
                  + " nginx perl pip psql python3 runuser sed sh ss su systemctl test")
              .split(" "));

  /** Slices and targets of systemd, and the site that nginx comes with. */
  private static final Set<String> UNITS =
      Set.of(
          ("basic blockdev bluetooth boot-complete capsule cryptsetup default emergency exit final"
                  + " first-boot-complete getty getty-pre graphical halt hibernate hybrid-sleep"
                  + " integritysetup kexec local-fs machine machines multi-user network"
                  + " network-online nss-lookup nss-user-lookup paths poweroff printer reboot"
                  + " remote-fs rescue rpcbind runlevel session shutdown sleep slices smartcard"
                  + " sockets soft-reboot sound storage suspend swap sysinit system time-set"
                  + " time-sync timers umount usb-gadget user veritysetup")
              .split(" "));

  /** Services of a site's own have folders in /run that are called as the site, with these. */
  private static final List<String> SERVICES = List.of("cache", "rediscache", "queue");

  private ReservedNames() {}

  /**
   * @throws IllegalArgumentException if the site's user, command, units or folder in /run would
   *     have such a name
   */
  public static void check(SiteNames names) {
    String unit = names.unit();
    if (ACCOUNTS.contains(unit) || COMMANDS.contains(unit) || UNITS.contains(unit)) {
      throw new IllegalArgumentException(
          "\""
              + unit
              + "\" is a user, group, command or unit of Debian's own, and the site's would have the"
              + " same name: choose another <name>, such as \"my-"
              + unit
              + "\"");
    }
    for (String service : SERVICES) {
      if (unit.endsWith("-" + service)) {
        throw new IllegalArgumentException(
            "\""
                + unit
                + "\" is what the "
                + service
                + " of another site may be called: let no <name> or <variant> end in \"-"
                + service
                + "\", nor be that word");
      }
    }
  }
}
