package io.sluice.backends.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.SenseKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultRuleParserTest {
  private static FaultRule parse(String text) {
    return FaultRuleParser.parse(List.of(text.split(" ")));
  }

  @Test
  void shouldReadEveryOption() {
    FaultRule rule =
        parse("error read,write lba=8-15 probability=0.25 skip=2 count=3 sense=3/11/0b");
    assertEquals(FaultKind.ERROR, rule.kind());
    assertEquals(Set.of(Operation.READ, Operation.WRITE), rule.operations());
    assertEquals(new BlockSpan(8, 15), rule.lba());
    assertEquals(0.25, rule.probability());
    assertEquals(2, rule.skip());
    assertEquals(3, rule.count());
    assertEquals(SenseKey.MEDIUM_ERROR, rule.sense().orElseThrow().key());
    assertEquals(0x0b, rule.sense().orElseThrow().additional().ascq());
  }

  @Test
  void shouldMeanEveryBlockAndEveryTimeWhereNothingIsSaid() {
    FaultRule rule = parse("hang any");
    assertEquals(Set.of(Operation.values()), rule.operations());
    assertEquals(BlockSpan.ALL, rule.lba());
    assertEquals(1, rule.probability());
    assertEquals(Duration.ofSeconds(5), rule.time());
    assertEquals(Duration.ofMillis(20), parse("delay read for=20ms").time());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "error|a rule is",
        "explode read|explode",
        "error sleep|sleep",
        "error read lba=7-3|the lower one first",
        "error read lba=-1|lba=-1",
        "error read lba=99999999999999999999|lba=9",
        "error read probability=0|more than 0",
        "error read probability=often|more than 0",
        "error read count=x|whole number",
        "error read for=3s|belongs to delay and hang",
        "delay read for=3|such as 200ms",
        "delay read sense=3/11/00|belongs to error",
        "error read sense=3|in hexadecimal",
        "error read sense=c/00/00|no such sense key",
        "corrupt flush|only read and write",
        "error read often|often"
      })
  void shouldTellWhatMeansNothing(String text, String told) {
    String message = assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage();
    assertTrue(message.contains(told), message);
  }
}
