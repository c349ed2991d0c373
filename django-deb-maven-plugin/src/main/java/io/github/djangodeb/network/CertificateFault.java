package io.github.djangodeb.network;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;

/** What there is to say where a server was not spoken to because of its certificate. */
public final class CertificateFault {
  private CertificateFault() {}

  /**
   * What is wrong with the certificate, and what to do about it: the end of a sentence.
   *
   * @param failure of a request
   * @return nothing if it failed for another reason
   */
  public static Optional<String> of(Throwable failure) {
    if (causes(failure).anyMatch(CertPathBuilderException.class::isInstance)) {
      return Optional.of(
          "its certificate is of an authority that is not trusted here: name the file with that"
              + " authority's certificate in <caCertificates>");
    }
    return causes(failure)
        .filter(CertificateException.class::isInstance)
        .reduce((outer, inner) -> inner)
        .map(
            fault ->
                "its certificate is not valid ("
                    + fault.getMessage()
                    + "): correct the address, or let the server have another certificate");
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
