package import Net

/// How long the first part of an event's way took, on a node that gives events their order.
package struct SequencerTimes: Sendable, Equatable {
    /// From the first commit that woke the sequencer to the step that takes it.
    package internal(set) var wait = Self.none
    /// The steps that it was woken for.
    package internal(set) var step = Self.none
    /// From the end of such a step to when the log has its events.
    package internal(set) var publish = Self.none

    private static var none: DurationHistogram {
        DurationHistogram(bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1])
    }
}
