package io.github.djangodeb.site;

import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.name.TargetPath;

/**
 * Where the files of a site lie that other programs look for.
 *
 * @param names the site's names
 */
record SitePaths(SiteNames names) {
  TargetPath lib() {
    return names.siteDirectory();
  }

  TargetPath etc() {
    return names.configurationDirectory();
  }

  TargetPath state() {
    return names.stateDirectory();
  }

  TargetPath run() {
    return new TargetPath("/run/" + names.unit());
  }

  TargetPath command() {
    return new TargetPath("/usr/bin/" + names.unit());
  }

  /** What bash reads when it first completes the command. */
  TargetPath completion() {
    return new TargetPath("/usr/share/bash-completion/completions/" + names.unit());
  }

  TargetPath manual() {
    return new TargetPath("/usr/share/man/man1/" + names.unit() + ".1.gz");
  }

  /** A systemd unit: {@code suffix} follows the site's name. */
  TargetPath unit(String suffix) {
    return new TargetPath("/usr/lib/systemd/system/" + names.unit() + suffix);
  }

  /** Its name has no hyphen, unlike those of the other units. */
  TargetPath slice() {
    return new TargetPath("/usr/lib/systemd/system/" + names.slice() + ".slice");
  }

  /** Where the host's tool puts what an administrator says about the slice. */
  TargetPath limits() {
    return new TargetPath("/etc/systemd/system/" + names.slice() + ".slice.d");
  }

  TargetPath sysusers() {
    return new TargetPath("/usr/lib/sysusers.d/" + names.sitePackage() + ".conf");
  }

  TargetPath tmpfiles() {
    return new TargetPath("/usr/lib/tmpfiles.d/" + names.sitePackage() + ".conf");
  }

  TargetPath nginx() {
    return new TargetPath("/etc/nginx/sites-available/" + names.unit());
  }

  /** What the pom adds to the site's server. */
  TargetPath nginxAdditions() {
    return etc().resolve("nginx.conf");
  }

  TargetPath nginxLink() {
    return new TargetPath("/etc/nginx/sites-enabled/" + names.unit());
  }

  TargetPath logrotate() {
    return new TargetPath("/etc/logrotate.d/" + names.unit());
  }

  /** What the site's tool tells apt to keep. */
  TargetPath apt() {
    return new TargetPath("/etc/apt/apt.conf.d/60" + names.unit());
  }

  TargetPath needrestart() {
    return new TargetPath("/etc/needrestart/conf.d/" + names.unit() + ".conf");
  }
}
