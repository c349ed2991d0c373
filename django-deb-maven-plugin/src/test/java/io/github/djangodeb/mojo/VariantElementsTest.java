package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.Problems;
import java.io.StringReader;
import java.util.Set;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;

class VariantElementsTest {
  private static VariantElements read(String inside) throws Exception {
    return new VariantElements(
        new XmlPlexusConfiguration(
            Xpp3DomBuilder.build(new StringReader("<variants>" + inside + "</variants>"))));
  }

  @Test
  void variantsHaveWhatTheirElementsSay() throws Exception {
    VariantElements read =
        read(
            "<variant><name>berlin</name><settings> shop.berlin </settings>"
                + "<serverNames><serverName>b.example.org</serverName><x>c.example.org</x>"
                + "</serverNames><hstsSeconds>60</hstsSeconds><hstsPreload>false</hstsPreload>"
                + "<celeryQueues>a, b</celeryQueues></variant>"
                + "<variant><name>paris</name><settings/><serverNames/></variant>");
    Problems none = new Problems();
    read.tell(none, Set.of());
    none.throwIfAny();
    Variant berlin = read.variants().get(0);
    assertThat(berlin.name).isEqualTo("berlin");
    assertThat(berlin.settings).isEqualTo("shop.berlin");
    assertThat(berlin.serverNames).containsExactly("b.example.org", "c.example.org");
    assertThat(berlin.hstsSeconds).isEqualTo(60);
    assertThat(berlin.hstsPreload).isFalse();
    assertThat(berlin.hstsIncludeSubDomains).isNull();
    assertThat(berlin.celeryQueues).containsExactly("a", "b");
    Variant paris = read.variants().get(1);
    assertThat(paris.settings).isNull();
    assertThat(paris.serverNames).isEmpty();
    assertThat(paris.celeryQueues).isNull();
  }

  @Test
  void tellWhenElementsAreWrongTellsAllOfThem() {
    assertThatThrownBy(
            () -> {
              Problems problems = new Problems();
              read("<variant><name>berlin</name><migratee>auto</migratee><hstsSeconds>a year"
                      + "</hstsSeconds><hstsPreload>yes</hstsPreload>"
                      + "<tls><mode>off</mode></tls></variant>"
                      + "<variant><serverName>x</serverName><suite>trixie</suite><variants/></variant><site/>")
                  .tell(problems, Set.of("name", "suite", "variants"));
              problems.throwIfAny();
            })
        .hasMessage(
            "8 faults in the configuration:\n"
                + " - <variant> \"berlin\", <migratee> is no parameter of this plugin: write"
                + " <migrate>, if that is meant.\n"
                + " - <variant> \"berlin\", <hstsSeconds>: \"a year\" is no number.\n"
                + " - <variant> \"berlin\", <hstsPreload>: \"yes\" is neither true nor false.\n"
                + " - <variant> \"berlin\", <tls>: it is one value: write it without elements"
                + " inside.\n"
                + " - <variant>, <serverName> is no parameter of this plugin: write <serverNames>,"
                + " if that is meant.\n"
                + " - <variant>, <suite> is one for all variants: write it beside <variants>, not in"
                + " one.\n"
                + " - <variant>, <variants> is no parameter of this plugin: leave it out; \"mvn"
                + " django-deb:help -Ddetail\" lists those that there are.\n"
                + " - <variants>: <site> is none: write <variant> for each of them.");
  }
}
