package carillon.bench;

import java.util.Map;

/**
 * What a measure wants to stand on.
 *
 * @param slots attempts that each member performs at once
 * @param settings of each member, beside its slots
 * @param statements true to have PostgreSQL count its statements
 * @param roundTrips true to have those to PostgreSQL counted on their way
 */
record Platform(int members, int slots, Map<String, String> settings, boolean statements, boolean roundTrips) {

    static Platform of(Measure measure) {
        return new Platform(
                measure.members(), measure.slots(), measure.settings(), measure.statements(), measure.roundTrips());
    }
}
