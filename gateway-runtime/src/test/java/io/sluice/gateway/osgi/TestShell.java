package io.sluice.gateway.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;

/** A session of Gogo, whose classes are in the framework only. */
final class TestShell {
  /** The whole note of a LUN with which all is well, in a gateway of tests, which exports none. */
  static final String NOTHING_TO_NOTE = "  this gateway has no transport tcmu\n";

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Object session;

  TestShell(Object commandProcessor) {
    session =
        invoke(
            commandProcessor,
            "createSession",
            new Class<?>[] {InputStream.class, OutputStream.class, OutputStream.class},
            new ByteArrayInputStream(new byte[0]),
            output,
            output);
  }

  /** What a command line prints; throws what it throws. */
  String execute(String line) {
    output.reset();
    evaluate(line);
    return output.toString(UTF_8);
  }

  /** Waits until a command line succeeds and prints all these words. */
  void awaitText(String line, String... words) {
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              String text = execute(line);
              for (String word : words) {
                assertTrue(text.contains(word), () -> word + " in " + text);
              }
            });
  }

  /** What a command line gives. */
  Object evaluate(String line) {
    return invoke(session, "execute", new Class<?>[] {CharSequence.class}, line);
  }

  void put(String name, Object value) {
    invoke(session, "put", new Class<?>[] {String.class, Object.class}, name, value);
  }

  private static Object invoke(
      Object target, String method, Class<?>[] types, Object... arguments) {
    try {
      return publicType(target, method, types).getMethod(method, types).invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new CommandFailed(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Gogo has changed", e);
    }
  }

  private static Class<?> publicType(Object target, String method, Class<?>... types)
      throws NoSuchMethodException {
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> candidate : type.getInterfaces()) {
        try {
          candidate.getMethod(method, types);
          return candidate;
        } catch (NoSuchMethodException e) {
          // another one
        }
      }
    }
    throw new NoSuchMethodException(method);
  }

  /** A command threw; the message is what the person sees. */
  static final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
