import Events
import JSON

/// How an airport's board is shown: the state behind `airport:`.
package enum BoardView {
    /// The board as one object: `airport`, `departures` and `arrivals`.
    package static func object(_ board: Board) -> [UInt8] {
        let count = board.departures.count + board.arrivals.count
        return JSONWriter.object(capacity: 64 + 768 * count) { json in
            json.member("airport", board.airport.description)
            json.member("departures", array: { list(board.departures, in: &$0) })
            json.member("arrivals", array: { list(board.arrivals, in: &$0) })
        }
    }

    private static func list(_ flights: [Flight], in json: inout JSONWriter) {
        for flight in flights { json.object { FlightView.members(flight, in: &$0) } }
    }
}
