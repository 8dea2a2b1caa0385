package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void shouldNameEachOfItsConstants() throws IllegalAccessException {
    for (Field field : Errno.class.getFields()) {
      assertEquals(field.getName(), Errno.name(field.getInt(null)));
    }
    assertEquals("errno 9999", Errno.name(9999));
  }
}
