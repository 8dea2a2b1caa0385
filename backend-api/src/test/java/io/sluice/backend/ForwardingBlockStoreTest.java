package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sluice.backend.osgi.HandlerPublisher;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands in front of another passes on every method there is, also those of tomorrow. */
class ForwardingBlockStoreTest {
  @Test
  void shouldPassOnEveryMethodOfAStore() {
    assertEquals(List.of(), forgotten(BlockStore.class, ForwardingBlockStore.class));
  }

  @Test
  void shouldPassOnEveryMethodOfAHandler() throws ClassNotFoundException {
    Class<?> published =
        Class.forName(HandlerPublisher.class.getPackageName() + ".PublishedHandler");
    assertEquals(List.of(), forgotten(ScsiCmdHandler.class, published));
  }

  @Test
  void shouldServeTheFirstBlocksOnly() {
    BlockStore whole = ArrayStore.ofBlocks(8);
    BlockStore shorter = ShorterStore.of(whole, 7);
    assertEquals(7, shorter.info().geometry().blocks());
    assertEquals(7 * 512, shorter.size());
    assertEquals(7 * 512, shorter.contentLength());
    assertSame(whole, ShorterStore.of(whole, 8));
    BlockStore later = ShorterStore.of(new LaterStore(whole, Runnable::run), 7);
    assertInstanceOf(AsyncBlockStore.class, later);
    assertEquals(7 * 512, later.size());
  }

  private static List<String> forgotten(Class<?> type, Class<?> decorator) {
    List<String> own = Stream.of(decorator.getDeclaredMethods()).map(m -> signature(m)).toList();
    return Stream.of(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(method -> signature(method))
        .filter(method -> !own.contains(method))
        .toList();
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
