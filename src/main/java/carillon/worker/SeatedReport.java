package carillon.worker;

import carillon.handler.AttemptReport;

/** Where an attempt tells of itself, and its seat is told that it only waits. */
record SeatedReport(AttemptReport report, Seat seat) implements AttemptReport {

    @Override
    public void log(String text) {
        report.log(text);
    }

    @Override
    public void progress(double fraction, String message) {
        report.progress(fraction, message);
    }

    @Override
    public void waiting() {
        seat.waits();
    }
}
