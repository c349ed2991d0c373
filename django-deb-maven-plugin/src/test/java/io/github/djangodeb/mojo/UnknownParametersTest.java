package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.Problems;
import java.io.StringReader;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnknownParametersTest {
  private final Plugin plugin = new Plugin();
  private final Model model = new Model();
  private final DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
  private MojoExecution execution;

  @BeforeEach
  void fillAsMavenDoes() throws Exception {
    plugin.setGroupId("io.github.django-deb");
    plugin.setArtifactId("django-deb-maven-plugin");
    model.setBuild(new Build());
    model.getBuild().addPlugin(plugin);
    PluginDescriptor descriptor = new PluginDescriptor();
    descriptor.setPlugin(plugin);
    descriptor.addMojo(goal(descriptor, "site", "migrate", "name"));
    descriptor.addMojo(goal(descriptor, "publish", "publishUrl"));
    descriptor.addMojo(goal(descriptor, "help"));
    add(descriptor.getMojo("publish"), "keyname", "${gpg.keyname}", true);
    add(descriptor.getMojo("publish"), "project", "${project}", false);
    add(descriptor.getMojo("publish"), "variants", null, true);
    execution = new MojoExecution(descriptor.getMojo("site"), "default-site");
  }

  private static MojoDescriptor goal(PluginDescriptor of, String name, String... parameters)
      throws Exception {
    MojoDescriptor goal = new MojoDescriptor();
    goal.setPluginDescriptor(of);
    goal.setGoal(name);
    goal.setImplementation("x." + name);
    for (String text : parameters) {
      add(goal, text, "${django-deb." + text + "}", true);
    }
    return goal;
  }

  private static void add(MojoDescriptor goal, String name, String expression, boolean editable)
      throws Exception {
    Parameter parameter = new Parameter();
    parameter.setName(name);
    parameter.setExpression(expression);
    parameter.setEditable(editable);
    goal.addParameter(parameter);
  }

  @Test
  void checkWhenAParameterIsCalledOtherwiseOnACommandLineSaysHow() {
    request.getUserProperties().setProperty("django-deb.keyname", "x");
    request.getUserProperties().setProperty("django-deb.variants", "x");
    assertThatThrownBy(this::check)
        .hasMessage(
            "2 faults in the configuration:\n"
                + " - -Ddjango-deb.keyname is called otherwise: write -Dgpg.keyname.\n"
                + " - -Ddjango-deb.variants is for a pom alone: write <variants> into its"
                + " <configuration>.");
  }

  private static Xpp3Dom dom(String inside) throws Exception {
    return Xpp3DomBuilder.build(new StringReader("<configuration>" + inside + "</configuration>"));
  }

  @SuppressWarnings("deprecation")
  private void check() throws Exception {
    MavenProject project = new MavenProject(model);
    Problems problems = new Problems();
    UnknownParameters unknown = UnknownParameters.ofPluginOf(execution);
    unknown.check(project, execution, problems);
    unknown.check(project, new MavenSession(null, null, request, null), problems);
    problems.throwIfAny();
  }

  @Test
  void checkWhenAllAreKnownIsSilent() throws Exception {
    // Those of other goals too: a pom says them once for all.
    plugin.setConfiguration(dom("<migrate>auto</migrate><publishUrl>x</publishUrl>"));
    request.getUserProperties().setProperty("django-deb.name", "shop");
    request.getUserProperties().setProperty("skipTests", "");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void checkWhenSomeAreMisspeltSaysWhichWereMeant() throws Exception {
    plugin.setConfiguration(dom("<migratee>auto</migratee>"));
    PluginExecution own = new PluginExecution();
    own.setId("default-site");
    own.setConfiguration(dom("<Name>shop</Name>"));
    PluginExecution other = new PluginExecution();
    other.setId("other");
    other.setConfiguration(dom("<nothing/>"));
    plugin.setExecutions(List.of(own, other));
    request.getUserProperties().setProperty("django-deb.publishurl", "x");
    request.getUserProperties().setProperty("django-deb.version", "1");
    assertThatThrownBy(this::check)
        .hasMessage(
            "4 faults in the configuration:\n"
                + " - <Name> is no parameter of this plugin: write <name>, if that is meant.\n"
                + " - <migratee> is no parameter of this plugin: write <migrate>, if that is"
                + " meant.\n"
                + " - -Ddjango-deb.publishurl is no parameter of this plugin: write"
                + " -Ddjango-deb.publishUrl, if that is meant.\n"
                + " - -Ddjango-deb.version is no parameter of this plugin: leave it out; \"mvn"
                + " django-deb:help -Ddetail\" lists those that there are.");
  }

  @SuppressWarnings("deprecation")
  private List<String> unused() {
    return UnknownParameters.ofPluginOf(execution)
        .unused(new MavenProject(model), execution, new MavenSession(null, null, request, null));
  }

  /** Maven's rule; it says nothing of it. */
  @Test
  void unusedWhenThePomSaysItTooNamesBoth() throws Exception {
    plugin.setConfiguration(dom("<migrate>auto</migrate>"));
    request.getUserProperties().setProperty("django-deb.migrate", "off");
    request.getUserProperties().setProperty("django-deb.name", "shop");
    assertThat(unused())
        .containsExactly(
            "-Ddjango-deb.migrate is not used, as the pom has <migrate>: take that out of the"
                + " <configuration>, or make it a property of the pom's <properties>,"
                + " django-deb.migrate");
    request.getUserProperties().setProperty("django-deb.migrate", "auto");
    assertThat(unused()).isEmpty();
  }

  @Test
  void unusedWhenAnExecutionSaysItNamesIt() throws Exception {
    PluginExecution own = new PluginExecution();
    own.setId("default-site");
    own.setConfiguration(dom("<name>shop</name>"));
    plugin.setExecutions(List.of(own));
    request.getUserProperties().setProperty("django-deb.name", "other");
    assertThat(unused()).singleElement().asString().startsWith("-Ddjango-deb.name is not used");
  }

  /** Many poms keep the version of a plugin in a property of such a name. */
  @Test
  void checkWhenThePomHasAPropertyOfTheNameIsSilent() {
    model.addProperty("django-deb.version", "1");
    request.getUserProperties().setProperty("django-deb.version", "2");
    assertThatCode(this::check).doesNotThrowAnyException();
  }
}
