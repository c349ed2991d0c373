package io.github.djangodeb.env;

import io.github.djangodeb.chroot.SessionCommand.Bind;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.login.Address;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.requirements.Credentials;
import io.github.djangodeb.requirements.ProjectName;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.RequirementsReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings pip's settings into the chroot: what is local among them is bound there, read-only. */
final class PipAccessResolver {
  private static final String PLACES = "/build/places/";

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  private final Path base;
  private final Problems problems = new Problems();
  private final Map<String, String> variables = new TreeMap<>();
  private final List<Bind> binds = new ArrayList<>();
  private final SortedSet<String> choices = new TreeSet<>();
  private final SortedSet<String> constraints = new TreeSet<>();
  private final Map<String, String> relays = new TreeMap<>();
  private final Set<ProjectName> pinned = new TreeSet<>();

  private PipAccessResolver(Path base) {
    this.base = base;
  }

  /**
   * Resolves settings.
   *
   * @param base what relative paths are relative to
   * @throws BuildFailure the user's, with every file or folder that is not there
   */
  static PipAccess resolve(PipSettings settings, Path base) throws BuildFailure {
    PipAccessResolver resolver = new PipAccessResolver(base);
    settings.proxies().forEach(resolver::proxy);
    for (PipOption option : settings.values().keySet()) {
      resolver.add(option, settings);
    }
    List<String> authorities =
        settings.authorities().stream().flatMap(file -> resolver.authority(file).stream()).toList();
    resolver.problems.throwIfAny();
    return new PipAccess(
        resolver.variables,
        resolver.relays,
        resolver.binds,
        resolver.choices,
        List.copyOf(resolver.constraints),
        resolver.pinned,
        authorities);
  }

  /** A proxy that wants a login gets it from a relay, and not out of a variable. */
  private void proxy(String variable, String value) {
    boolean login = Address.of(value).flatMap(Address::login).isPresent();
    (login ? relays : variables).put(variable, value);
  }

  private Optional<String> authority(Path file) {
    try {
      String text = Files.readString(base.resolve(file), StandardCharsets.ISO_8859_1);
      int found = 0;
      Matcher certificate = CERTIFICATE.matcher(text);
      StringBuilder all = new StringBuilder();
      while (certificate.find()) {
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    certificate.group().getBytes(StandardCharsets.ISO_8859_1)));
        // Whatever else the file has, such as a key, is nobody's business in the chroot.
        all.append(certificate.group()).append('\n');
        found++;
      }
      if (found > 0) {
        return Optional.of(all.toString());
      }
      problems.add(noCertificate(file, "there is none in it"));
    } catch (CertificateException | IOException refused) {
      problems.add(noCertificate(file, String.valueOf(refused.getMessage())));
    }
    return Optional.empty();
  }

  private static String noCertificate(Path file, String why) {
    return "<caCertificates>: \""
        + file
        + "\" is no file with certificates in the PEM format ("
        + why.lines().findFirst().orElse("")
        + "): name one that begins with -----BEGIN CERTIFICATE-----";
  }

  private void add(PipOption option, PipSettings settings) throws BuildFailure {
    List<String> values = settings.of(option);
    String origin = settings.origin(option);
    switch (option.kind()) {
      case FLAG -> set(option, settings.isOn(option) ? List.of("1") : List.of());
      case TEXT -> text(option, values);
      case PLACE -> set(option, values.stream().map(value -> place(value, origin)).toList());
      case FILE -> file(option, values, origin);
      case CHOICE -> choose(option, values);
      case CHOICE_FLAG -> chooseFlag(option, settings.isOn(option));
      case CONSTRAINTS -> constrain(values, origin);
      default -> throw new IllegalStateException(option.name());
    }
  }

  private void text(PipOption option, List<String> values) {
    if (option == PipOption.PROXY) {
      proxy(option.variable(), String.join(" ", values));
    } else {
      set(option, values);
    }
  }

  private void file(PipOption option, List<String> values, String origin) {
    int before = problems.count();
    if (option == PipOption.CLIENT_CERT) {
      values.forEach(value -> checkClientCertificate(value, origin));
    }
    if (problems.count() == before) {
      set(option, values.stream().map(value -> place(value, origin)).toList());
    }
  }

  /** pip takes one file with both, and would wait for a passphrase that nobody can type. */
  private void checkClientCertificate(String value, String origin) {
    try {
      Optional<Path> file = existing(value, origin);
      String text =
          file.isPresent() ? Files.readString(file.get(), StandardCharsets.ISO_8859_1) : "";
      boolean whole = text.contains("BEGIN CERTIFICATE") && text.contains("PRIVATE KEY");
      if (file.isPresent() && !whole) {
        problems.add(
            origin
                + ": \""
                + value
                + "\" has no certificate and private key in the PEM format: put both into that"
                + " file");
      } else if (text.contains("ENCRYPTED")) {
        problems.add(
            origin
                + ": the private key in \""
                + value
                + "\" wants a passphrase, which nobody can type here: store it without (openssl"
                + " pkey), readable by you alone");
      }
    } catch (IOException unreadable) {
      problems.add(
          origin
              + ": \""
              + value
              + "\" cannot be read ("
              + unreadable.getMessage()
              + "): allow it");
    }
  }

  private void set(PipOption option, List<String> values) {
    if (!values.isEmpty()) {
      variables.put(option.variable(), String.join(" ", values));
    }
  }

  private void choose(PipOption option, List<String> values) {
    String joined = String.join(",", values);
    variables.put(option.variable(), joined);
    choices.add(option.option() + "=" + joined);
  }

  private void chooseFlag(PipOption option, boolean on) {
    if (on) {
      variables.put(option.variable(), "1");
      choices.add(option.option());
    }
  }

  /** An address as it is; a folder or file of this machine by its place in the chroot. */
  private String place(String value, String origin) {
    if (isAddress(value)) {
      return value;
    }
    Optional<Path> here = existing(value, origin);
    boolean address = value.startsWith("file:");
    return here.map(path -> (address ? "file://" : "") + bound(path)).orElse(value);
  }

  private static boolean isAddress(String value) {
    return value.matches("(?i)[a-z][a-z+.-]*://.*") && !value.startsWith("file:");
  }

  private Optional<Path> existing(String value, String origin) {
    try {
      Path path =
          value.startsWith("file:") ? Path.of(URI.create(value)) : base.resolve(home(value));
      Path real = path.toRealPath();
      if (Files.isReadable(real)) {
        return Optional.of(real);
      }
      problems.add(closed(value, origin));
    } catch (AccessDeniedException denied) {
      problems.add(closed(value, origin));
    } catch (IOException | IllegalArgumentException absent) {
      problems.add(
          origin
              + ": \""
              + Credentials.mask(value)
              + "\" is neither a file nor a folder of this machine: make it, or correct "
              + origin);
    }
    return Optional.empty();
  }

  private static String closed(String value, String origin) {
    return origin
        + ": \""
        + Credentials.mask(value)
        + "\" cannot be read by the user "
        + System.getProperty("user.name")
        + ": permission denied. Open it to that user, or correct "
        + origin;
  }

  private static String home(String value) {
    return value.startsWith("~/") ? System.getProperty("user.home") + value.substring(1) : value;
  }

  /**
   * The place in the chroot. It is named after the place here: pip knows archives in its cache by
   * where they came from, so two folders must not have one name.
   */
  private String bound(Path here) {
    if (Files.isDirectory(here) && here.endsWith("simple")) {
      // The pages of a "simple" index usually link to archives beside their own folder.
      return bound(here.getParent()) + "/simple";
    }
    TargetPath at = new TargetPath(PLACES + ContentHash.ofText(here.toString()));
    Bind bind = new Bind(here, at, false);
    if (!binds.contains(bind)) {
      binds.add(bind);
    }
    return at.text();
  }

  private void constrain(List<String> values, String origin) throws BuildFailure {
    for (String value : values) {
      if (isAddress(value)) {
        problems.add(
            origin
                + ": \""
                + Credentials.mask(value)
                + "\" is an address, where constraints change unseen: download it, and name the"
                + " file");
        continue;
      }
      Optional<Path> file = existing(value, origin);
      if (file.isPresent()) {
        Path folder = file.get().getParent();
        Requirements read = RequirementsReader.read(folder, file.get(), folder);
        read.wanted().forEach(line -> constraints.add(line.canonical()));
        read.constraints().forEach(line -> constraints.add(line.canonical()));
        pinned.addAll(read.pinned());
      }
    }
  }
}
