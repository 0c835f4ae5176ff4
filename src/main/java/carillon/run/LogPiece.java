package carillon.run;

import java.util.UUID;

/**
 * Lines of one attempt, on their way into the log of its run.
 *
 * @param part number of the piece within its attempt, from 1: written again, it is there once
 * @param skipped bytes that came before it and are not kept
 * @param text whole lines, each with its line break
 */
public record LogPiece(UUID run, int attempt, int part, long skipped, String text) {}
