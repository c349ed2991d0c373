package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.plugins.annotations.Mojo;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

class GoalsTest {
  /** Maven keeps the annotation in class files alone, where only a reader of these finds it. */
  private static TreeMap<String, JavaAnnotation<JavaClass>> goals() {
    TreeMap<String, JavaAnnotation<JavaClass>> goals = new TreeMap<>();
    new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("io.github.djangodeb.mojo")
            .stream()
            .filter(type -> type.isAnnotatedWith(Mojo.class))
            .map(type -> type.getAnnotationOfType(Mojo.class.getName()))
            .forEach(goal -> goals.put((String) goal.get("name").orElseThrow(), goal));
    return goals;
  }

  @Test
  void goalsAreSafeForSeveralThreads() {
    assertThat(goals()).containsKeys("chroot", "init", "plan", "site");
    assertThat(goals())
        .allSatisfy(
            (name, goal) -> assertThat(goal.get("threadSafe").orElse(false)).isEqualTo(true));
  }

  @Test
  void goalsAllHaveAnActionInEclipse() throws Exception {
    List<String> mapped = new ArrayList<>();
    try (InputStream in =
        GoalsTest.class.getResourceAsStream("/META-INF/m2e/lifecycle-mapping-metadata.xml")) {
      NodeList found =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("goal");
      for (int index = 0; index < found.getLength(); index++) {
        mapped.add(found.item(index).getTextContent());
      }
    }
    assertThat(mapped).containsExactlyElementsOf(goals().keySet());
  }
}
