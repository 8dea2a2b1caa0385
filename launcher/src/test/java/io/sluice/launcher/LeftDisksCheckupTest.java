package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftDisksCheckupTest {
  @TempDir Path etc;

  private List<Finding> examine() {
    return new LeftDisksCheckup(
            etc, instance -> instance.equals("mine") ? List.of("a", "b", "c") : List.of())
        .examine();
  }

  @Test
  void shouldWarnOfDisksThatNoFileMakes() throws IOException {
    Files.writeString(etc.resolve("io.sluice.tcmu.cfg"), "instance = mine\n");
    Files.writeString(etc.resolve("io.sluice.lun-a.cfg"), "handler = a\n");
    Files.writeString(etc.resolve("io.sluice.lun-other.cfg"), "name = c\n");
    List<Finding> findings = examine();
    assertEquals(1, findings.size());
    assertEquals(Finding.Verdict.WARN, findings.get(0).verdict());
    assertTrue(findings.get(0).what().contains("the disk b "), findings.get(0).what());
    assertTrue(findings.get(0).remedy().contains("lun:remove b"), findings.get(0).remedy());
  }

  @Test
  void shouldNotKnowDisksOfAnotherInstance() {
    assertEquals(List.of(), examine());
  }
}
