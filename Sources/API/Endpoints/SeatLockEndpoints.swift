import Accounts
import Booking
import Events
import JSON
import Wire

/// Seats held for a while.
enum SeatLockEndpoints {
    static func create(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, claim) = (try call.signedIn(), try call.claim())
        let id = try FlightEndpoints.flightID(call)
        let places = try call.body(readPlaces)
        let committed = try await call.office { office throws(BookingError) in
            try await office.lockSeats(places, of: id, by: principal, under: claim)
        }
        return HTTPResponse(committed)
    }

    static func delete(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        guard let id = UniqueID(call[parameter: "id"]) else { throw .booking(.lockNotFound) }
        let committed = try await call.office { office throws(BookingError) in
            try await office.releaseLock(id, by: principal)
        }
        return HTTPResponse(committed)
    }

    /// The most seats in a lock is the rules' business; this bounds the work before they are asked.
    private static func readPlaces(_ body: inout ObjectDecoder) -> [SeatLock.Place]? {
        body.array("seats", count: 1...50) { body, element, pointer in
            body.nested(element, at: pointer) { seat in
                let designator = seat.value("designator", "a seat, such as 12A") {
                    SeatDesignator($0)
                }
                let ref = seat.string("passengerRef", length: 1...64, required: false)
                return designator.map { SeatLock.Place(designator: $0, passengerRef: ref) }
            }
        }
    }
}
