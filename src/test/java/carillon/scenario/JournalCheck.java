package carillon.scenario;

import java.util.List;
import java.util.stream.Stream;

/** Decides from every change there was whether the promises were kept at every moment, and not only in the end. */
final class JournalCheck {

    private JournalCheck() {}

    /**
     * What does not hold, one line each; empty when all is well.
     *
     * @param history the rows as they stand at the journal's end
     */
    static List<String> violations(Journal journal, History history) {
        return Stream.of(
                        new FireOrderRules(journal).violations(),
                        new LifeRules(journal).violations(),
                        new ClaimTimeRules(journal).violations(),
                        new GivenUpRules(journal).violations(),
                        new PlaceRules(journal, history).violations(),
                        new RowRules(journal, history).violations())
                .flatMap(lines -> lines)
                .toList();
    }
}
