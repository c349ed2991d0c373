"""What the site's command and its maintainer scripts can ask for: one entry per verb."""

from . import acme, check, history, lifecycle, logs, manage, offline, package, purge, rollback
from . import safekeeping, status
from .desk import Desk
from .verb import Verb, locked


def _status(site, arguments):
    if arguments.plugin:
        return status.show_as_plugin(Desk(site))
    return status.show(Desk(site), arguments.json)


_JSON = (("--json",), {"action": "store_true", "help": "for programs"})

VERBS = (
    Verb("status", "tell how the site is (exit code 0: running, 1: degraded, 3: not serving)",
         _status, (_JSON, (("--plugin",), {
             "action": "store_true", "help": "for Nagios and its like: one line, and exit code"
             " 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN"})),
         examples=("status", "status --json", "status --plugin")),
    Verb("check", "look for what will go wrong: settings, HTTPS, rights, packages, nginx, disk"
         " (exit code 0: no problem, 1: problems)", check.check, (_JSON,),
         examples=("check", "check --json")),
    Verb("reload", "take over changed configuration, without losing a request",
         locked("reload", lifecycle.reload), examples=("reload",)),
    Verb("start", "start the site, finish its set-up",
         locked("start", lifecycle.start, lifecycle.go_with_machine), examples=("start",)),
    Verb("stop", "stop the site after its last request, until start or the next boot",
         locked("stop", lifecycle.stop), examples=("stop",)),
    Verb("restart", "stop and start, services of this host included; reload is gentler",
         locked("restart", lifecycle.restart), examples=("restart",)),
    Verb("logs", "show what the site has written to the journal", logs.logs,
         ((("-f", "--follow"), {"action": "store_true", "help": "go on as more is written"}),
          (("-n", "--lines"), {"metavar": "LINES", "type": int, "help": "only the last ones"}),
          (("--since",), {"metavar": "TIME",
                          "help": 'only what is younger: "2026-11-23 18:00", "1 hour ago",'
                                  ' "-10min"'}),
          (("--nginx",), {"action": "store_true", "help": "nginx's errors instead"})),
         examples=("logs --follow", 'logs --since "1 hour ago"', "logs --nginx")),
    Verb("offline", "answer every visitor with 503 and a page, until online", offline.offline,
         ((("--message",), {"metavar": "TEXT", "help": "what the page says"}),
          (("--retry-after",), {"metavar": "SECONDS", "type": int,
                                "help": "when visitors may try again"}),
          (("--allow",), {"metavar": "IP", "action": "append",
                          "help": "let this address pass; may be repeated"}),
          (("--allow-nobody",), {"action": "store_true",
                                 "help": "forget the addresses that could pass"})),
         examples=("offline", 'offline --message "Back at noon" --allow 192.0.2.7')),
    Verb("online", "let visitors in again", offline.online, examples=("online",)),
    Verb("releases", "list the releases that this host keeps for going back", history.show,
         (_JSON,), examples=("releases", "releases --json")),
    Verb("rollback", "go back to the release that served before, or to the named one",
         rollback.rollback,
         ((("release",), {"nargs": "?", "metavar": "RELEASE",
                          "help": "its id or its version, as in the list of releases"}),
          (("--yes",), {"action": "store_true",
                        "help": "even if it does not have all migrations that are applied"})),
         examples=("rollback", "rollback 1.2")),
    Verb("manage", "run manage.py as the site: manage migrate, manage createsuperuser ...",
         manage.manage,
         ((("--new",), {"action": "store_true",
                        "help": "of the release that is installed, before it serves"}),),
         takes_all=True,
         examples=("manage createsuperuser", "manage --new migrate --plan")),
    Verb("shell", "open Django's shell as the site", manage.shell,
         ((("-c", "--command"), {"dest": "code", "metavar": "CODE",
                                 "help": "run this Python code instead, and end"}),),
         examples=("shell",)),
    Verb("backup", "make one file of database, uploads, data, configuration and secrets",
         safekeeping.backup,
         ((("target",), {"nargs": "?", "metavar": "FILE|DIRECTORY",
                         "help": "a file that does not exist, or a folder: /var/backups"}),),
         examples=("backup", "backup /mnt/backups", "backup /root/before-upgrade.tar.gz")),
    Verb("restore", "put a backup into the place of what the site has: all of it, or nothing",
         safekeeping.restore,
         ((("file",), {"metavar": "FILE", "help": "what backup has made"}),
          (("--yes",), {"action": "store_true", "help": "do not ask"})),
         examples=("restore /var/backups/{unit}-20261123T101500Z.tar.zst",)),
    Verb("allow-purge", "let a purge of the package delete database, uploads and data too",
         purge.allow, examples=("allow-purge",)),
    Verb("configure", "set the site up (called by its package)", package.configure,
         ((("old_version",), {"nargs": "?", "help": "the version configured before"}),), True),
    Verb("abort", "resume after a broken-off upgrade or removal (called by the package)",
         package.abort, ((("ignored",), {"nargs": "*", "help": "dpkg's arguments"}),), True),
    Verb("remove", "stop before removal (called by the package)", package.remove, (), True),
    Verb("certificate-renewed", "let nginx read a new certificate (called by certbot)",
         acme.renewed, (), True),
    # Nothing else starts the slots, so it waits for the lock as long as it takes.
    Verb("boot", "go with the machine (called by systemd)",
         locked("boot", lifecycle.boot, patience=None), (), True),
)
