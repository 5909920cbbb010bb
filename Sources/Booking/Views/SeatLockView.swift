import Events
import JSON

/// How a seat lock is shown to its holder.
package enum SeatLockView {
    /// The lock as one object.
    package static func object(_ lock: SeatLock) -> [UInt8] {
        JSONWriter.object { json in
            json.member("id", lock.id.description)
            json.member("flightId", lock.flightID.description)
            json.member("expiresAt", lock.expiresAt.description)
            json.member(
                "seats",
                array: { json in
                    for place in lock.places {
                        json.object { json in
                            json.member("designator", place.designator.description)
                            json.member("passengerRef", ifPresent: place.passengerRef)
                        }
                    }
                })
        }
    }
}
