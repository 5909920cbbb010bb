/// Lines over two axes, before it is decided how they are drawn.
struct Chart: Sendable, Equatable {
    /// One line; where `y` is nil it has a gap.
    struct Line: Sendable, Equatable {
        /// Written at the end of the line; empty when there is nothing to tell apart.
        var label: String
        /// A second, quieter line of the label.
        var note = ""
        var points: [Point]
        /// Which of the colours and markers: the baseline of a line has that of the line.
        var style: Int
        /// Drawn with dashes, without markers.
        var isBaseline = false
    }

    struct Point: Sendable, Equatable {
        var x: Double
        var y: Double?
    }

    /// A symbol on a line, with the text that appears over it.
    struct Marker: Sendable, Equatable {
        var x: Double
        var y: Double
        var style: Int
        var text: String
    }

    /// A part of the x axis with the text that appears over it.
    struct Strip: Sendable, Equatable {
        var from: Double
        var to: Double
        var text: String
    }

    var title: String
    var x: Axis
    var y: Axis
    var lines: [Line]
    /// Symbols on the lines; where there are any, the labels show them too.
    var markers: [Marker] = []
    var strips: [Strip] = []
}

extension Chart {
    /// An axis of milliseconds on which all of these values can be told apart.
    ///
    /// Linear from 0, as long as the typical value is not crushed by the largest.
    static func latencyAxis(
        typical: [Double], lowest: Double, highest: Double, about count: Int
    ) -> Axis {
        let least = typical.filter { $0 > 0 }.min() ?? highest
        guard highest / least > 60 else {
            return .linear(to: highest, unit: "ms", about: count)
        }
        return .logarithmic(from: max(lowest, least / 5), to: highest, unit: "ms")
    }
}
