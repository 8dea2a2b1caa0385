package io.sluice.shell.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BesideCommandTest {
  private static final Set<String> CHOICES = Set.of("--file", "--memory");

  private static boolean isOffered(String... typed) {
    return BesideCommand.isOffered(Set.of("--file"), CHOICES, List.of(typed));
  }

  @Test
  void shouldOfferWhatGoesWithTheChoiceAndAllBeforeThereIsOne() {
    assertTrue(isOffered("disk0"));
    assertTrue(isOffered("disk0", "--threads", "4"));
    assertTrue(isOffered("disk0", "--file", "/srv/disk0.img"));
    assertTrue(isOffered("disk0", "--file=/srv/disk0.img"));
    assertFalse(isOffered("disk0", "--memory", "1M"));
    assertFalse(isOffered("disk0", "--memory=1M"));
  }
}
