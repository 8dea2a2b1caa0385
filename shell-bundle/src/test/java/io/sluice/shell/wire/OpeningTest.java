package io.sluice.shell.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningTest {
  @Property
  void shouldArriveAsItWasSent(Any any) throws IOException {
    List<String> command = any.list(0, 5, each -> each.text(200));
    String terminal = any.text(20);
    String folder = any.text(200);
    int columns = any.intWithin(0, 65535);
    int rows = any.intWithin(0, 65535);
    Opening opening = new Opening(command, terminal, new WindowSize(columns, rows), folder);

    assertEquals(opening, Opening.from(opening.toFrame()));
  }

  @Property
  void shouldAnswerNonsenseWithAnIoException(Any any) {
    byte[] payload = any.bytes(0, 255);
    Frame frame = new Frame(FrameType.OPEN, payload);
    try {
      Opening.from(frame);
    } catch (IOException e) {
      // what a connection expects
    }
  }

  @Test
  void shouldRefuseAnotherFrame() {
    assertThrows(IOException.class, () -> Opening.from(Frame.exit(0)));
    assertThrows(IOException.class, () -> Opening.from(null));
  }
}
