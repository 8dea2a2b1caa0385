package io.sluice.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.shell.Example;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.Test;

class GuardedCommandTest {
  private final List<Object> called = new ArrayList<>();
  private final GuardedCommand guarded =
      new GuardedCommand("disk", "wipe", "all of it is lost", new CommandProxy(new Wipe(), "wipe"));

  /** Somebody else's command. */
  public final class Wipe implements Function {
    @Descriptor("Wipe a disk")
    @Example("disk:wipe one")
    public void wipe(@Descriptor("NAME") String name) {
      called.add(name);
    }

    @Override
    public Object execute(CommandSession session, List<Object> words) {
      called.addAll(words);
      return null;
    }
  }

  /** Whoever is at the terminal: says the same to every question, or is not there at all. */
  private record Person(String says) implements Conversation {
    @Override
    public boolean isPossible() {
      return says != null;
    }

    @Override
    public Optional<String> ask(String question, boolean echo) {
      assertTrue(question.contains("disk:wipe one: all of it is lost."), question);
      return Optional.of(says);
    }
  }

  private void execute(Person person, Object... words) throws Exception {
    CommandSession session =
        (CommandSession)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (proxy, method, arguments) -> method.getName().equals("get") ? person : null);
    Object unused = guarded.execute(session, List.of(words));
  }

  @Test
  void shouldNotCallWhereNobodyCanAgree() {
    Refusal refusal = assertThrows(Refusal.class, () -> execute(new Person(null), "one"));
    assertTrue(refusal.getMessage().contains("--yes"), refusal.getMessage());
    assertEquals(List.of(), called);
  }

  @Test
  void shouldCallWithoutTheWordThatAgrees() throws Exception {
    execute(new Person(null), "one", "--yes");
    assertEquals(List.of("one"), called);
  }

  @Test
  void shouldDoWhatThePersonSays() throws Exception {
    assertThrows(Refusal.class, () -> execute(new Person("n"), "one"));
    assertEquals(List.of(), called);
    execute(new Person("y"), "one");
    assertEquals(List.of("one"), called);
  }

  @Test
  void shouldNotAskOfACommandWithoutWords() throws Exception {
    execute(new Person(null));
    assertEquals(List.of(), called);
  }

  @Test
  void shouldHaveTheManualOfTheCommandWithTheOption() {
    Manual manual = guarded.manuals().get("wipe");
    assertEquals("Wipe a disk", manual.summary());
    assertEquals("NAME", manual.operands());
    assertEquals(List.of("disk:wipe one"), manual.examples());
    assertEquals(List.of(Option.YES), manual.options());
    assertTrue(manual.details().contains("all of it is lost"), manual.details());
  }
}
