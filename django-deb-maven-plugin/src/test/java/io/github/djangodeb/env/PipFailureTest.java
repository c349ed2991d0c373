package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recordings are what pip wrote in chroots of trixie and bookworm. */
class PipFailureTest {
  private static String reasonOf(String output) {
    return heard(output).reason();
  }

  private static PipFailure heard(String output) {
    return heard(new PipSources("requirements.txt", Optional.empty()), output);
  }

  private static PipFailure heard(PipSources sources, String output) {
    PipFailure pip = new PipFailure(sources);
    output.lines().forEach(pip::hear);
    return pip;
  }

  private static String recorded(String name) throws IOException {
    try (InputStream in = PipFailureTest.class.getResourceAsStream("pip/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "project-missing|no index that pip asked has \"nosuchthing\": correct it in the"
            + " requirements, or name the index that has it with <indexUrl>, <extraIndexUrls> or"
            + " <findLinks>",
        "version-missing|no index that pip asked has \"django==99\", only 4.2.28: correct it in the"
            + " requirements, or name the index that has it with <indexUrl>, <extraIndexUrls> or"
            + " <findLinks>",
        "psycopg2-trixie|psycopg2 could not be built: add libpq-dev to"
            + " venv-debian-requirements.txt",
        "psycopg2-bookworm|psycopg2 could not be built: add libpq-dev to"
            + " venv-debian-requirements.txt",
        "header-missing|psycopg2 could not be built: add python3-dev to"
            + " venv-debian-requirements.txt",
        "compiler-missing|psycopg2 could not be built: add build-essential to"
            + " venv-debian-requirements.txt",
        "mysqlclient|mysqlclient could not be built: add default-libmysqlclient-dev and pkgconf to"
            + " venv-debian-requirements.txt",
        "pillow|pillow could not be built: add libjpeg-dev and zlib1g-dev to"
            + " venv-debian-requirements.txt",
        "pycairo|pycairo could not be built: add pkgconf and libcairo2-dev to"
            + " venv-debian-requirements.txt",
        "pycairo-with-pkgconf|pycairo could not be built: add libcairo2-dev to"
            + " venv-debian-requirements.txt",
        "xmlsec|xmlsec could not be built: add libxmlsec1-dev and pkgconf to"
            + " venv-debian-requirements.txt",
        "xmlsec-with-pkgconf|xmlsec could not be built: add libxmlsec1-dev and pkgconf to"
            + " venv-debian-requirements.txt",
        "python-ldap|python-ldap could not be built: add libldap-dev and libsasl2-dev to"
            + " venv-debian-requirements.txt",
      })
  void reasonWhenOutputWasRecordedTellsTheCauseAndTheRemedy(String name, String reason)
      throws IOException {
    assertThat(reasonOf(recorded(name))).isEqualTo(reason);
  }

  @Test
  void reasonWhenBuildRequirementIsMissingNamesWhatNeedsIt() {
    String output =
        """
        Processing /build/index/pycairo-1.27.0.tar.gz
          error: subprocess-exited-with-error
              ERROR: Could not find a version that satisfies the requirement ninja>=1.8.2 (from versions: none)
        """;
    assertThat(reasonOf(output))
        .isEqualTo(
            "no index that pip asked has \"ninja>=1.8.2\", which building pycairo needs: name the"
                + " index that has it with <indexUrl>, <extraIndexUrls> or <findLinks>");
  }

  @Test
  void reasonWhenHeaderIsUnknownSaysHowToFindItsPackage() {
    String output =
        """
        WARNING: Retrying after connection broken by 'Connection refused': /simple/odd/
        foo.c:1:10: fatal error: odd/strange.h: No such file or directory
          ERROR: Failed building wheel for odd
        """;
    assertThat(reasonOf(output))
        .isEqualTo(
            "odd could not be built: it misses strange.h: find the Debian package that has it"
                + " (apt-file search strange.h), and add that to venv-debian-requirements.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
            + "|the disk is full: free some space on the cache folder's disk",
        "ERROR: Could not install packages due to an OSError: [Errno 27] File too large"
            + "|a requirement unpacks to more than a virtualenv may hold (files of 4 GiB, 10 GiB and"
            + " 500000 files in all): see what it is, and do not trust it",
        "ERROR: pip was ended by signal 9"
            + "|pip was killed, as the kernel does when memory runs out: see its log (journalctl"
            + " -k), give this machine or its container more memory, and build again",
        "ERROR: pip was ended by signal 15"
            + "|pip was ended by signal 15, which this build did not send: see this machine's log"
            + " (journalctl) for what did, or what crashed, and build again",
        "ERROR: /build/job/tmp has more than 500000 files or 10737418240 bytes; the last of them are"
            + " in /build/job/tmp/x"
            + "|a requirement unpacks to more than a virtualenv may hold (files of 4 GiB, 10 GiB and"
            + " 500000 files in all): see what it is, and do not trust it",
        "ERROR: Cannot install django==5 and old==1 because these package versions have conflicting"
            + " dependencies."
            + "|django==5 and old==1 exclude each other: loosen a version in the requirements",
        "ERROR: Package 'x' requires a different Python: 3.11.2 not in '>=3.12'"
            + "|x wants Python >=3.12, and the target suite has 3.11.2: require a version that fits,"
            + " or set <suite>",
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have"
            + " updated"
            + "|an archive has another hash than the requirements say: if it was meant to change,"
            + " write the new --hash; if not, trust neither the index nor the archive",
        "ERROR: In --require-hashes mode, all requirements must have their versions pinned with =="
            + "|some requirements have hashes, so every one needs an exact version and a hash, and"
            + " what they require too: let a tool such as pip-compile write them",
        "WARNING: Retrying after connection broken by 'Connection refused': /simple/x/"
            + "|an index cannot be reached: correct <indexUrl>, the proxy or the certificate, or wait"
            + " until it is back (Connection refused)",
        "WARNING: 401 Error, Credentials not correct for https://****@host/simple/x/"
            + "|an index or repository wants a login, or another one: put it into settings.xml as a"
            + " <server> whose id is the address's host, or into ~/.netrc (WARNING: 401 Error,"
            + " Credentials not correct for https://****@host/simple/x/)",
        "Something else|pip failed: mend what its last lines name",
      })
  void reasonWhenLineIsKnownTellsTheCauseAndTheRemedy(String line, String reason) {
    assertThat(reasonOf(line)).isEqualTo(reason);
  }

  private static final String NOTHING =
      """
      ERROR: Could not find a version that satisfies the requirement Asgi_Ref==3.8.1 (from versions: none)
      ERROR: No matching distribution found for Asgi_Ref==3.8.1
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 to a login|401 to the login that it was given: correct it, or let it read there",
        "403 to a login|403 to the login that it was given: correct it, or let it read there",
        "401 without a login|401, and no login for it is known here: give one"
      })
  void reasonWhenAnIndexWantsAnotherLoginSaysWhereThatIsGiven(String answer, String told) {
    String output =
        """
        Looking in indexes: https://ada:****@pypi.example.org/simple, https://more.example.org/simple
        WARNING: https://more.example.org/simple/django/ answered 403 without a login
        WARNING: https://pypi.example.org/simple/asgi-ref/ answered %s
        """
                .formatted(answer)
            + NOTHING;
    assertThat(reasonOf(output))
        .isEqualTo(
            "the index https://pypi.example.org/simple/asgi-ref/ answered "
                + told
                + ". It is the one of the <server> of settings.xml that <indexServerId> names, or"
                + " whose id is the address's host, else the one of ~/.netrc");
    assertThat(reasonOf(output.replace(NOTHING, ""))).doesNotContain("answered");
  }

  private static final String GIVEN =
      ". It is the one of the <server> of settings.xml that <indexServerId> names, or whose id is"
          + " the address's host, else the one of ~/.netrc";

  /** Object storage says 403 of what it does not have. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none|no index that pip asked has \"Djngo==9.9\":",
        "4.2, 5.0|no index that pip asked has \"Djngo==9.9\", only 4.2, 5.0:"
      })
  void reasonWhenAnIndexMayOnlyLackItSaysWhatIsMissingFirst(String versions, String told) {
    String output =
        """
        WARNING: https://more.example.org/simple/asgiref/ answered 401 without a login
        WARNING: https://download.example.org/whl/cpu/djngo/ answered 403 without a login
        WARNING: https://download.example.org/whl/cpu/djngo/ answered 403 without a login
        WARNING: https://other.example.org/whl/djngo/ answered 403 without a login
        ERROR: Could not find a version that satisfies the requirement Djngo==9.9 (from versions: %s)
        """
            .formatted(versions);
    assertThat(reasonOf(output))
        .isEqualTo(
            told
                + " correct it in the requirements, or name the index that has it with <indexUrl>,"
                + " <extraIndexUrls> or <findLinks>; and"
                + " https://download.example.org/whl/cpu/djngo/ answered 403 without a login and"
                + " https://other.example.org/whl/djngo/ answered 403 without a login: if it should"
                + " be there, give the right login"
                + GIVEN);
    assertThat(reasonOf(output.replace("/djngo/ answered", "/django/ answered")))
        .startsWith(told)
        .endsWith("<findLinks>");
    assertThat(
            reasonOf("WARNING: connection broken by 'Connection refused': /simple/x/\n" + output))
        .startsWith("an index cannot be reached: ");
  }

  @Test
  void reasonWhenOneIndexHasOtherVersionsAndAnotherWantsALoginSaysBoth() {
    String output =
        """
        WARNING: https://pypi.example.org/simple/django/ answered 401 to a login
        WARNING: The repository located at 10.1.2.3 is not a trusted or secure host and is being ignored. If this
        ERROR: Could not find a version that satisfies the requirement Django==9.9 (from versions: 4.2, 5.0)
        """;
    assertThat(reasonOf(output))
        .startsWith("no index that pip asked has \"Django==9.9\", only 4.2, 5.0: correct it ")
        .contains("; and pip ignores what 10.1.2.3 has, as ")
        .endsWith(
            "; and https://pypi.example.org/simple/django/ answered 401 to a login: if it should be"
                + " there, give the right login"
                + GIVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "https://ada:****@files.example.org/wheels?a=b,https://files.example.org/wheels/",
    "https://files.example.org/list.html,https://files.example.org/list.html"
  })
  void reasonWhenAPageOfLinksWantsALoginSaysThat(String given, String asked) {
    String output =
        """
        Looking in links: /build/places/0, %s
        WARNING: https://pypi.example.org/simple/django/ answered 401 without a login
        WARNING: %s answered 401 without a login
        """
                .formatted(given, asked)
            + NOTHING;
    assertThat(reasonOf(output)).startsWith("the index " + asked + " answered 401, and no login ");
    assertThat(reasonOf(output.replace("Looking in links", "Looking elsewhere")))
        .startsWith("no index that pip asked has ")
        .doesNotContain("answered");
  }

  @Test
  void reasonWhenAnIndexWantsALoginForWhatABuildNeedsSaysThat() {
    String output =
        """
        Processing /build/source-0/shop
          error: subprocess-exited-with-error
              WARNING: http://127.0.0.1:18403/simple/nosuch/ answered 403 to a login
              ERROR: Could not find a version that satisfies the requirement nosuch (from versions: none)
        """;
    assertThat(reasonOf(output))
        .startsWith("the index http://127.0.0.1:18403/simple/nosuch/ answered 403 to the login ");
  }

  @Test
  void reasonWhenPipIgnoresAPlainIndexSaysHowItWouldBeAsked() {
    String output =
        """
        WARNING: The repository located at 10.1.2.3 is not a trusted or secure host and is being ignored. If this repository is available via HTTPS we recommend you use HTTPS instead, otherwise you may silence this warning and allow it anyway with '--trusted-host 10.1.2.3'.
        """
            + NOTHING;
    assertThat(reasonOf(output))
        .isEqualTo(
            "pip ignores what 10.1.2.3 has, as that is another host and its address plain http:"
                + " name it with https, or, where you trust the network up to there, set"
                + " PIP_TRUSTED_HOST=10.1.2.3 when you build");
  }

  @Test
  void reasonWhenTheWheelhouseLacksItSaysHowItComesThere() {
    PipSources sources = new PipSources("requirements.txt", Optional.of(Path.of("/srv/wheels")));
    assertThat(heard(sources, NOTHING).reason())
        .isEqualTo(
            "no archive in <wheelhouse> \"/srv/wheels\" has \"Asgi_Ref==3.8.1\": correct it in the"
                + " requirements, or put it into that folder (pip wheel --wheel-dir=/srv/wheels"
                + " \"Asgi_Ref==3.8.1\", or pip download)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "self-signed certificate in certificate chain|is of an authority that is not trusted here"
            + " (self-signed certificate in certificate chain): name the file with that authority's"
            + " certificate in <caCertificates>",
        "unable to get local issuer certificate|is of an authority that is not trusted here (unable"
            + " to get local issuer certificate): name the file with that authority's certificate"
            + " in <caCertificates>",
        "certificate has expired|is not valid (certificate has expired): correct the address, or"
            + " let its server have another certificate"
      })
  void reasonWhenACertificateIsRefusedSaysWhatWouldBeTrusted(String why, String told) {
    String output =
        """
        WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: %1$s (_ssl.c:992)'))': /simple/asgi-ref/
        Could not fetch URL https://localhost:18443/simple/asgi-ref/: There was a problem confirming the ssl certificate: HTTPSConnectionPool(host='localhost', port=18443): Max retries exceeded with url: /simple/asgi-ref/ (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: %1$s (_ssl.c:992)'))) - skipping
        """
                .formatted(why)
            + NOTHING;
    assertThat(reasonOf(output))
        .isEqualTo("the certificate of https://localhost:18443/simple/asgi-ref/ " + told);
  }

  /** As git says it in bookworm, in trixie, and with OpenSSL. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "server certificate verification failed. CAfile: none CRLfile: none|is of an authority that"
            + " is not trusted here, or has expired (server certificate verification failed): name"
            + " the file with that authority's certificate in <caCertificates>, or let its server"
            + " have another certificate",
        "server verification failed: certificate signer not trusted. (CAfile:"
            + " /etc/ssl/certs/ca-certificates.crt CRLfile: none)|is of an authority that is not"
            + " trusted here (certificate signer not trusted): name the file with that authority's"
            + " certificate in <caCertificates>",
        "server verification failed: certificate has expired. (CAfile:"
            + " /etc/ssl/certs/ca-certificates.crt CRLfile: none)|is not valid (certificate has"
            + " expired): correct the address, or let its server have another certificate",
        "SSL: certificate subject name (a) does not match target hostname 'localhost'|is not valid"
            + " (certificate subject name (a) does not match target hostname 'localhost'): correct"
            + " the address, or let its server have another certificate",
        "SSL: no alternative certificate subject name matches target host name 'localhost'|is not"
            + " valid (no alternative certificate subject name matches target host name"
            + " 'localhost'): correct the address, or let its server have another certificate",
        "SSL certificate problem: unable to get local issuer certificate|is of an authority that is"
            + " not trusted here (unable to get local issuer certificate): name the file with that"
            + " authority's certificate in <caCertificates>",
      })
  void reasonWhenGitDoesNotTrustARepositorysServerSaysWhatWouldBeTrusted(String said, String told) {
    String output =
        """
        Collecting shop@ git+https://localhost:18443/shop.git
          Running command git clone --filter=blob:none --quiet https://localhost:18443/shop.git /tmp/x
          fatal: unable to access 'https://localhost:18443/shop.git/': %s
          error: subprocess-exited-with-error
        """
            .formatted(said);
    assertThat(reasonOf(output))
        .isEqualTo("the certificate of https://localhost:18443/shop.git/ " + told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "requirements.txt|the requirements say: if it was meant to change, write the new --hash",
        "back/uv.lock|back/uv.lock says: if it was meant to change, lock it anew (uv lock"
            + " --upgrade-package foo)",
        "poetry.lock|poetry.lock says: if it was meant to change, lock it anew (poetry update --lock"
            + " foo)",
        "pylock.shop.toml|pylock.shop.toml says: if it was meant to change, let the tool that wrote"
            + " that file write it anew"
      })
  void reasonWhenAnArchiveHasAnotherHashNamesItAndWhoWroteTheHash(String file, String told) {
    String output =
        """
        ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
            foo==1.0 from file:///tmp/w/foo-1.0-py3-none-any.whl (from -r r.txt (line 1)):
                Expected sha256 aa
                     Got        9b
        """;
    assertThat(heard(new PipSources(file, Optional.empty()), output).reason())
        .isEqualTo(
            "foo-1.0-py3-none-any.whl has another hash than "
                + told
                + "; if not, trust neither the index nor the archive");
  }

  /** What each of them says was recorded, but for cargo's, which is in its source. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-linux-gnu-gcc: fatal error: Killed signal terminated program cc1",
        "  process didn't exit successfully: `rustc --crate-name x` (signal: 9, SIGKILL: kill)",
        "  subprocess.CalledProcessError: Command '['cc']' died with <Signals.SIGKILL: 9>.",
        "  \u2502 exit code: -9",
      })
  void reasonWhenWhatCompilesWasKilledBlamesTheMachine(String line) {
    String output =
        "fatal error: pg_config.h: No such file or directory\n%s\n".formatted(line)
            + "  ERROR: Failed building wheel for heavy";
    assertThat(reasonOf(output))
        .isEqualTo(
            "a program that builds heavy was killed, as the kernel does when memory runs out: see"
                + " its log (journalctl -k), give this machine or its container more memory, and"
                + " build again");
    assertThat(heard(output).wasKilled()).isTrue();
    assertThat(heard(line).wasKilled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"  \u2502 exit code: -97", "x.c:1: error: 'SIGKILL' undeclared", "Killed: no"})
  void reasonWhenACompilerOnlyFailedBlamesTheRequirement(String line) {
    PipFailure failure = heard(line + "\n  ERROR: Failed building wheel for heavy");
    assertThat(failure.wasKilled()).isFalse();
    assertThat(failure.reason()).startsWith("heavy could not be built: ");
  }
}
