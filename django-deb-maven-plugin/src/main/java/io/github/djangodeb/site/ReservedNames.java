package io.github.djangodeb.site;

import io.github.djangodeb.name.SiteNames;
import java.util.Set;

/**
 * Users, groups, databases and commands that a Debian host has anyway: a site of such a name would
 * run as somebody else, or could not be installed.
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

  private ReservedNames() {}

  /**
   * @throws IllegalArgumentException if the site's user or command would have such a name
   */
  public static void check(SiteNames names) {
    String unit = names.unit();
    if (ACCOUNTS.contains(unit) || COMMANDS.contains(unit)) {
      throw new IllegalArgumentException(
          "\""
              + unit
              + "\" is a user, group or command of Debian's own, and the site's would have the same"
              + " name: choose another <name>, such as \"my-"
              + unit
              + "\"");
    }
  }
}
