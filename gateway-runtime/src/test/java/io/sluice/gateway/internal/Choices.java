package io.sluice.gateway.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A path through all choices that a test can make, one path after another, depth first: the test is
 * run anew for each.
 */
public final class Choices {
  private final List<Integer> taken = new ArrayList<>();
  private final List<Integer> offered = new ArrayList<>();
  private int depth;

  /** One of the numbers from 0 to {@code options - 1}. */
  public int choose(int options) {
    if (depth == taken.size()) {
      taken.add(0);
      offered.add(options);
    } else if (offered.get(depth) != options) {
      throw new IllegalStateException("another run took another course: " + this);
    }
    return taken.get(depth++);
  }

  /** Goes on to the next path. Returns whether there is one. */
  public boolean next() {
    depth = 0;
    int last = taken.size() - 1;
    while (last >= 0 && taken.get(last) + 1 == offered.get(last)) {
      taken.remove(last);
      offered.remove(last);
      last--;
    }
    if (last >= 0) {
      taken.set(last, taken.get(last) + 1);
    }
    return last >= 0;
  }

  @Override
  public String toString() {
    return taken.toString();
  }
}
