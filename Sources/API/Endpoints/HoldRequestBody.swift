import Accounts
import Booking
import Events
import JSON

/// The body of `POST /bookings`: its form; what it means is checked by the rules.
enum HoldRequestBody {
    /// Bounds the work before the rules are asked.
    private static let elementLimit = 50

    static func read(_ body: inout ObjectDecoder) -> HoldRequest? {
        let type = body.choice("type", of: BookingType.self)
        let flightID = body.id("flightId")
        let locks = body.array("seatLockIds", count: 1...elementLimit, readID)
        let passengers = body.array("passengers", count: 1...elementLimit) { body, element, place in
            body.nested(element, at: place, readPassenger)
        }
        let contact = body.object("contact", readContact)
        let total = body.object("expectedTotal") { $0.money() }
        let customerID = body.id("customerId", required: false)
        guard type != nil, let flightID, let locks, let passengers, let contact, let total else {
            return nil
        }
        return HoldRequest(
            flightID: flightID, seatLockIDs: locks, passengers: passengers, contact: contact,
            expectedTotal: total, customerID: customerID)
    }

    private static func readID(
        _ body: inout ObjectDecoder, _ element: JSONValue, _ place: String
    ) -> UniqueID? {
        guard let text = element.asString, let id = UniqueID(text) else {
            body.fail(at: place, .badFormat, "must be a lowercase UUID")
            return nil
        }
        return id
    }

    private static func readPassenger(_ body: inout ObjectDecoder) -> PassengerDetails? {
        let ref = body.string("ref", length: 1...64, required: false)
        let type = body.choice("type", of: PassengerType.self)
        let title = body.choice("title", required: false, of: PassengerTitle.self)
        let givenName = body.string("givenName", length: 1...100)
        let familyName = body.string("familyName", length: 1...100)
        let bornOn = body.value("bornOn", "a day: YYYY-MM-DD") { CivilDate(plausible: $0) }
        let gender = body.choice("gender", required: false, of: PassengerGender.self)
        guard let type, let givenName, let familyName, let bornOn else { return nil }
        return PassengerDetails(
            ref: ref, type: type, title: title, givenName: givenName, familyName: familyName,
            bornOn: bornOn, gender: gender)
    }

    private static func readContact(_ body: inout ObjectDecoder) -> Contact? {
        let email = body.value("email", "an e-mail address") { EmailAddress($0)?.description }
        let phone = body.string("phone", length: 1...16, required: false)
        return email.map { Contact(email: $0, phone: phone) }
    }
}
