package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedTransportTest {
  private static InputStream paced(int bytes, Duration patience) {
    return new PacedTransport.Paced(new ByteArrayInputStream(new byte[bytes]), patience);
  }

  @Test
  void readWhenServerTricklesFails() {
    assertThatThrownBy(() -> slow(1).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessage("the server sent 1 bytes in 1 seconds");
  }

  @Test
  void readWhenServerSendsAtOnceGivesAll() throws IOException {
    assertThat(paced(100_000, Duration.ofMinutes(1)).readAllBytes()).hasSize(100_000);
  }

  @Test
  void readWhenServerIsSlowButSendsEnoughGivesAll() throws IOException {
    assertThat(slow(1000).readAllBytes()).hasSize(1000);
  }

  /** A server that takes a second for its one answer. */
  private static InputStream slow(int bytes) {
    InputStream server =
        new ByteArrayInputStream(new byte[bytes]) {
          @Override
          public int read(byte[] into, int offset, int length) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < Duration.ofMillis(1001).toNanos()) {
              Thread.onSpinWait();
            }
            return super.read(into, offset, length);
          }
        };
    return new PacedTransport.Paced(server, Duration.ofSeconds(1));
  }
}
