package carillon.run;

import java.util.List;

/**
 * A page of groups of dead letters, those with the newest run first.
 *
 * @param next what the next page starts after; null when there is none
 * @param looked how many dead letters the groups are counted from
 * @param complete false when there are more, older ones that are not counted
 */
public record FailureGroups(List<FailureGroup> items, String next, long looked, boolean complete) {}
