package io.github.djangodeb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the package graph free of circles, and each library in its one home. */
@AnalyzeClasses(packages = "io.github.djangodeb", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noCircles =
      slices().matching("io.github.djangodeb.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule mavenOnlyInMojo = home("mojo", "org.apache.maven..");
  @ArchTest static final ArchRule jgitOnlyInGit = home("git", "org.eclipse.jgit..");
  @ArchTest static final ArchRule jdebOnlyInDeb = home("deb", "org.vafer.jdeb..");
  @ArchTest static final ArchRule zstdOnlyInDeb = home("deb", "com.github.luben..");

  @ArchTest
  static final ArchRule velocityOnlyInTemplate = home("template", "org.apache.velocity..");

  @ArchTest static final ArchRule tomljOnlyInRequirements = home("requirements", "org.tomlj..");

  private static ArchRule home(String slice, String library) {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.github.djangodeb." + slice + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true);
  }
}
