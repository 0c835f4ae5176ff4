package carillon.api;

import java.util.Collection;
import java.util.Locale;

/** Finds the known word that a misspelt one was probably meant to be. */
final class Nearest {

    private static final int LONGEST_WORD = 60;

    private Nearest() {}

    /** {@code "; did you mean 'schedule'?"}, or nothing when no known word is near. */
    static String hint(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return "";
        }
        String plain = plain(word);
        int bound = Math.max(1, plain.length() / 3);
        String best = null;
        for (String candidate : known) {
            int distance = distance(plain, plain(candidate));
            if (distance <= bound) {
                bound = distance - 1;
                best = candidate;
            }
        }
        return best == null ? "" : "; did you mean '" + best + "'?";
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** How many letters must be put in, taken out, changed, or swapped with their neighbour. */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int cheapest(int[][] cost, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
