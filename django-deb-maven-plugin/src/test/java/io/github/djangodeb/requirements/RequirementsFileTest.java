package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequirementsFileTest {
  @Test
  void addWhenPeopleWriteItIsALine() {
    assertThat(new RequirementsFile("backend/requirements/production.txt", false).add("\"redis\""))
        .isEqualTo("Add a line \"redis\" to backend/requirements/production.txt");
  }

  @Test
  void addWhenItDeclaresDependenciesIsOneOfThem() {
    assertThat(new RequirementsFile("pyproject.toml", false).add("\"redis\""))
        .isEqualTo("Add \"redis\" to the dependencies in pyproject.toml");
  }

  @Test
  void addWhenAToolWritesItIsTheTools() {
    assertThat(new RequirementsFile("uv.lock", true).add("\"redis\""))
        .isEqualTo("Add \"redis\" to the project's dependencies and lock them anew, for uv.lock");
  }
}
