package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sluice.backend.TaskAttribute;
import io.sluice.property.Any;
import io.sluice.property.Property;
import io.sluice.scsi.Cdb;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

class TaskTableTest {
  private static final int MOST = 8;

  private static IscsiCmd cmd(int tag) {
    CommandHeader header =
        new CommandHeader(false, true, false, false, TaskAttribute.SIMPLE, 0, 0, tag, 0, 1);
    return new IscsiCmd(null, null, header, new Cdb(new byte[6]), Transfer.NONE);
  }

  /** Tags that are far apart, and some that collide. */
  private static int tag(int choice) {
    return choice % 3 == 0 ? choice << 27 : choice;
  }

  @Property(tries = 500)
  void shouldBehaveAsAMap(Any any) {
    List<Integer> steps = any.list(0, 200, each -> each.intWithin(0, 40));
    TaskTable table = new TaskTable(MOST);
    Map<Integer, IscsiCmd> model = new HashMap<>();
    for (int step : steps) {
      int tag = tag(step / 2);
      if (step % 2 == 0) {
        IscsiCmd cmd = cmd(tag);
        TaskTable.Outcome expected =
            model.containsKey(tag)
                ? TaskTable.Outcome.DUPLICATE
                : model.size() == MOST ? TaskTable.Outcome.FULL : TaskTable.Outcome.ADDED;
        assertEquals(expected, table.add(cmd));
        if (expected == TaskTable.Outcome.ADDED) {
          model.put(tag, cmd);
        }
      } else {
        IscsiCmd known = model.remove(tag);
        assertEquals(known != null, table.remove(known == null ? cmd(tag) : known));
      }
      for (int choice = 0; choice <= 20; choice++) {
        assertSame(model.get(tag(choice)), table.get(tag(choice)));
      }
      assertEquals(new HashSet<>(model.values()), new HashSet<>(table.all()));
      assertEquals(model.size(), table.size());
    }
  }
}
