package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.property.Any;
import io.sluice.property.Property;
import org.junit.jupiter.api.Test;

class LunFieldTest {
  private static final int HIGHEST = 16383;

  @Property
  void shouldNameEachNumberSoThatItIsRead(Any any) {
    int number = any.intWithin(0, HIGHEST);
    assertEquals(number, LunField.number(LunField.of(number)));
  }

  /** SAM-5 4.7.7.3: an initiator may name low numbers so, too. */
  @Property
  void shouldReadFlatSpaceAddressingOfEachNumber(Any any) {
    int number = any.intWithin(0, HIGHEST);
    assertEquals(number, LunField.number(0x4000L + number << 48));
  }

  @Property
  void shouldReadAnyFieldAsANumberThatIsNamedSoOrAsNone(Any any) {
    long field = any.longValue();
    int number = LunField.number(field);
    boolean otherLevels = field << 16 != 0;
    int first = (int) (field >>> 48);
    boolean named = first >>> 15 == 0; // methods 00b and 01b
    assertEquals(named && !otherLevels ? first & 0x3FFF : LunField.ABSENT, number);
  }

  @Property
  void shouldKnowNoSecondLevel(Any any) {
    int number = any.intWithin(0, HIGHEST);
    long otherLevels = any.longWithin(1, (1L << 48) - 1);
    assertEquals(LunField.ABSENT, LunField.number(LunField.of(number) | otherLevels));
  }

  @Test
  void shouldNameLowNumbersAsEveryInitiatorKnows() {
    assertEquals(0L, LunField.of(0));
    assertEquals(0x00FF_0000_0000_0000L, LunField.of(255));
    assertEquals(0x4100_0000_0000_0000L, LunField.of(256));
    assertEquals(0x7FFF_0000_0000_0000L, LunField.of(HIGHEST));
  }
}
