import Booking
import Events
import Wire

/// An answer about a flight that anyone may have, ready to be sent.
struct KeptAnswer: Sendable {
    /// Which answer it is.
    enum Key: Hashable, Sendable {
        case flight(UniqueID)
        /// The seats of one cabin, or of all.
        case seatMap(UniqueID, Cabin?)

        /// The flight that the answer is about: when it changes, or one of its seats, the answer is
        /// untrue.
        var flight: UniqueID {
            switch self {
            case .flight(let flight), .seatMap(let flight, _): flight
            }
        }
    }

    /// What it is true at.
    let version: Int64
    let tag: String
    let response: HTTPResponse

    /// An answer with a tag of its version.
    init(_ body: [UInt8], version: Int64, cacheControl: String) {
        self.version = version
        tag = Call.tag(of: version)
        response = .json(200, body, ["ETag": tag, "Cache-Control": cacheControl])
    }

    /// The answer to whom holds it already.
    var notModified: HTTPResponse {
        var fields = response.fields
        fields["Content-Type"] = nil
        return HTTPResponse(status: 304, fields: fields)
    }

    /// About how many bytes it takes to keep it: the body, and what is around it.
    var cost: Int { response.body.count + 512 }
}
