package io.github.djangodeb.chroot;

import com.google.gson.Gson;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.Undoing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A session of the schroot engine. Its root is this machine's, who can give files to nobody else:
 * so what a command is shown are copies, and of folders that it may change a copy comes back. What
 * it deletes there stays on this machine.
 */
final class SchrootSession implements Session {
  private static final Duration MINUTES = Duration.ofMinutes(10);
  private static final String EXCHANGE = "/build/exchange";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C.UTF-8");

  private final Tools tools;
  private final SchrootSessions sessions;
  private final String name;
  private final Undoing undoing;
  private Path exchange;
  private int turns;
  private boolean closed;

  /** Begins it. */
  static SchrootSession begin(Tools tools, SchrootSessions sessions, String chroot)
      throws BuildFailure {
    SchrootSession session = new SchrootSession(tools, sessions);
    try {
      sessions.begin(chroot, session.name);
      session.prepare();
    } catch (BuildFailure | RuntimeException failed) {
      session.close();
      throw failed;
    }
    return session;
  }

  private SchrootSession(Tools tools, SchrootSessions sessions) {
    this.tools = tools;
    this.sessions = sessions;
    this.name = sessions.newName();
    this.undoing = new Undoing(this::close);
  }

  /** The session's root, as this machine sees it. */
  Path system() {
    return exchange.getParent().getParent();
  }

  private void prepare() throws BuildFailure {
    exchange = sessions.location(name).resolve(EXCHANGE.substring(1));
    try {
      String owner = owner();
      String[] ids = owner.split(":");
      insideOrFail(List.of("install", "-d", "-m", "700", "-o", ids[0], "-g", ids[1], EXCHANGE));
      Scripts.SUPERVISE.writeInto(exchange);
      Scripts.ENTER_SCHROOT.writeInto(exchange);
    } catch (IOException refused) {
      throw DiskFault.of(exchange, refused);
    }
  }

  private static String owner() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.getAttribute(self, "unix:uid") + ":" + Files.getAttribute(self, "unix:gid");
  }

  private void insideOrFail(List<String> command) throws BuildFailure {
    Outcome outcome =
        tools
            .launcher()
            .run(
                tools.command(SchrootSessions.inside(name, command), MINUTES),
                tools.logs().resolve("schroot.log"),
                line -> {});
    if (!outcome.succeeded()) {
      throw cannotBeSetUp(outcome);
    }
  }

  private static BuildFailure cannotBeSetUp(Outcome outcome) {
    return BuildFailure.ofMachine(
        "a session in the chroot cannot be set up:\n" + outcome.tellTail());
  }

  @Override
  public synchronized Outcome run(SessionCommand command, Path log, Consumer<String> lines)
      throws BuildFailure {
    Path turn = exchange.resolve(String.valueOf(++turns));
    try {
      Files.createDirectory(turn);
      Outcome outcome = tools.launcher().run(describe(command, turn), log, lines);
      if (!Files.exists(turn.resolve("entered"))) {
        throw cannotBeSetUp(outcome);
      }
      giveBack(command, turn);
      return outcome;
    } catch (IOException refused) {
      throw DiskFault.of(exchange, refused);
    }
  }

  private Command describe(SessionCommand command, Path turn) throws IOException {
    Path order = turn.resolve("order.json");
    Files.createFile(
        order, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(order, new Gson().toJson(order(command, turn)));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("/usr/bin/python3", "-I", inside(exchange, Scripts.SUPERVISE.file())));
    arguments.add(String.valueOf(ProcessHandle.current().pid()));
    arguments.addAll(
        List.of("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--"));
    arguments.addAll(
        List.of("/usr/bin/python3", "-I", inside(exchange, Scripts.ENTER_SCHROOT.file())));
    arguments.add(inside(turn, "order.json"));
    return tools.command(SchrootSessions.inside(name, arguments), command.timeout());
  }

  private String inside(Path folder, String file) {
    return "/" + system().relativize(folder.resolve(file));
  }

  private Map<String, Object> order(SessionCommand command, Path turn) throws IOException {
    List<Map<String, Object>> binds = new ArrayList<>();
    for (SessionCommand.Bind bind : command.binds()) {
      Path copy = turn.resolve("bind-" + binds.size());
      TreeMerger.copy(bind.host().toRealPath(), copy);
      binds.add(
          Map.of(
              "from", inside(turn, copy.getFileName().toString()),
              "at", bind.at().text(),
              "writable", bind.writable()));
    }
    Map<String, String> environment = new TreeMap<>(command.environment());
    environment.putAll(ENVIRONMENT);
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("arguments", command.arguments());
    order.put("environment", environment);
    order.put("binds", binds);
    order.put("files", MachineFiles.of(tools.machine()));
    order.put("entered", inside(turn, "entered"));
    return order;
  }

  private void giveBack(SessionCommand command, Path turn) throws BuildFailure, IOException {
    List<String> chown = new ArrayList<>(List.of("chown", "-hR", owner(), "--"));
    int fixed = chown.size();
    for (int i = 0; i < command.binds().size(); i++) {
      if (command.binds().get(i).writable()) {
        chown.add(inside(turn, "bind-" + i));
      }
    }
    if (chown.size() == fixed) {
      return;
    }
    insideOrFail(chown);
    for (int i = 0; i < command.binds().size(); i++) {
      if (command.binds().get(i).writable()) {
        TreeMerger.copy(turn.resolve("bind-" + i), command.binds().get(i).host().toRealPath());
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    sessions
        .end(name)
        .ifPresent(
            why ->
                tools
                    .events()
                    .mending(
                        "the session \""
                            + name
                            + "\" cannot be ended now, so the next build does that:\n"
                            + why));
    undoing.close();
  }
}
