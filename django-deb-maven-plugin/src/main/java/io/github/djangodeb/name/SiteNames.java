package io.github.djangodeb.name;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Every name that one site has on its host, derived from the project's name and the variant.
 *
 * <p>Without a variant the word {@code default} stands in paths, and the names leave it out.
 *
 * @param name the project
 * @param variant the site's variant (tenant), if it has one
 */
public record SiteNames(Name name, Optional<Name> variant) {
  /** systemd-sysusers takes no longer user name; see sysusers.d(5) and {@code <limits.h>}. */
  private static final int MAX_USER = 31;

  private static final String NO_VARIANT = "default";

  /** Between a project's name and a variant's, it says where the one ends and the other begins. */
  private static final String SITE = "site";

  /**
   * @throws IllegalArgumentException if one of the derived names is too long for its system, or may
   *     be that of another site
   */
  public SiteNames {
    Objects.requireNonNull(name);
    Objects.requireNonNull(variant);
    String unit = unit(name, variant);
    if (unit.length() > MAX_USER) {
      throw new IllegalArgumentException(
          "\""
              + unit
              + "\" is "
              + unit.length()
              + " characters long, and a Linux user's name has"
              + " at most "
              + MAX_USER
              + ": shorten <name>"
              + (variant.isPresent() ? " or <variant>" : ""));
    }
    if (variant.isPresent() && variant.get().text().equals(NO_VARIANT)) {
      throw new IllegalArgumentException(
          "\"default\" stands for a site without a variant: leave <variant> out");
    }
    if (variant.isPresent() && List.of(variant.get().text().split("-")).contains(SITE)) {
      throw new IllegalArgumentException(
          "\""
              + variant.get()
              + "\" is no name of a variant, as \"site\" stands between the project's name and the"
              + " variant's in the package's: choose another <variant>");
    }
  }

  private static String unit(Name name, Optional<Name> variant) {
    return variant.map(v -> name + "-" + v).orElse(name.text());
  }

  /** The user, group, database, queue vhost, command and unit prefix: {@code shop-berlin}. */
  public String unit() {
    return unit(name, variant);
  }

  /** The variant as it stands in paths. */
  public String variantInPaths() {
    return variant.map(Name::text).orElse(NO_VARIANT);
  }

  /** The package of the site: {@code shop-site-berlin}. */
  public String sitePackage() {
    return variant.map(v -> name + "-site-" + v).orElse(name + "-site");
  }

  /** The names of what it shares with the project's other sites. */
  public ProjectNames project() {
    return new ProjectNames(name);
  }

  /**
   * The site's slice, without {@code .slice}: {@code shop_berlin}. For systemd a hyphen in a
   * slice's name says that it lies in another one, whose limits hold for it too: {@code
   * shop-berlin} in {@code shop}. No name has an underscore, so no two sites share a slice.
   */
  public String slice() {
    return unit().replace('-', '_');
  }

  /** The site's own files: {@code /usr/lib/shop-site/berlin}. */
  public TargetPath siteDirectory() {
    return below("/usr/lib");
  }

  /** The site's configuration: {@code /etc/shop-site/berlin}. */
  public TargetPath configurationDirectory() {
    return below("/etc");
  }

  /** The site's data: {@code /var/lib/shop-site/berlin}. */
  public TargetPath stateDirectory() {
    return below("/var/lib");
  }

  /** The site's logs: {@code /var/log/shop-site/berlin}. */
  public TargetPath logDirectory() {
    return below("/var/log");
  }

  /** The site's links for people: {@code /src/shop-site/berlin}. */
  public TargetPath linksDirectory() {
    return below("/src");
  }

  private TargetPath below(String parent) {
    return new TargetPath(parent + "/" + name + "-site/" + variantInPaths());
  }
}
