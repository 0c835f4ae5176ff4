package carillon.platform;

/** The runs of one tenant in one queue: lanes take turns. */
public record Lane(String queue, String tenant) {}
