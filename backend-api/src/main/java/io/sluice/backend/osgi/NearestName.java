package io.sluice.backend.osgi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses the name that a person meant to type. */
public final class NearestName {
  private NearestName() {}

  /** The name nearest to what was typed, if any is near enough. */
  public static Optional<String> of(String typed, Collection<String> names) {
    String wanted = plain(typed);
    int bound = 1 + wanted.length() / 3;
    return names.stream()
        .filter(name -> distance(wanted, plain(name)) <= bound || continues(plain(name), wanted))
        .min(
            Comparator.<String>comparingInt(name -> distance(wanted, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code . Did you mean 'lun:list'?}, or {@code .} if no name is near enough. */
  public static String hint(String typed, Collection<String> names) {
    return of(typed, names).map(name -> ". Did you mean " + name + "?").orElse(".");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }

  private static boolean continues(String name, String typed) {
    return typed.length() >= 3 && name.startsWith(typed);
  }

  /** The number of letters to insert, delete, replace, or swap with the next one (Damerau). */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, from, i, to, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int step(int[][] cost, String from, int i, String to, int j) {
    int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean exchanged =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return exchanged ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
