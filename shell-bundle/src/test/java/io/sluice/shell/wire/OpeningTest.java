package io.sluice.shell.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class OpeningTest {
  @Property
  void shouldArriveAsItWasSent(
      @ForAll @Size(max = 5) List<@StringLength(max = 200) String> command,
      @ForAll @StringLength(max = 20) String terminal,
      @ForAll @StringLength(max = 200) String folder,
      @ForAll @IntRange(max = 65535) int columns,
      @ForAll @IntRange(max = 65535) int rows)
      throws IOException {
    Opening opening = new Opening(command, terminal, new WindowSize(columns, rows), folder);

    assertEquals(opening, Opening.from(opening.toFrame()));
  }

  @Property
  void shouldAnswerNonsenseWithAnIoException(@ForAll byte[] payload) {
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
