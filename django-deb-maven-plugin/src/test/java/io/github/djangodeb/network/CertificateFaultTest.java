package io.github.djangodeb.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class CertificateFaultTest {
  @Test
  void ofWhenTheCertificateIsOfAnotherHostOrTooOldSaysWhy() {
    Throwable handshake = new SSLHandshakeException("No name matching apt.example.org found");
    handshake.initCause(new CertificateException("No name matching apt.example.org found"));
    assertThat(CertificateFault.of(new IOException("broken", handshake)))
        .contains(
            "its certificate is not valid (No name matching apt.example.org found): correct the"
                + " address, or let the server have another certificate");
  }

  @Test
  void ofWhenItIsNotTheCertificateIsNothing() {
    assertThat(CertificateFault.of(new IOException("broken", new SSLHandshakeException("odd"))))
        .isEmpty();
  }
}
