import Accounts
import Events

extension HoldRequest {
    /// Throws with everything that is wrong with the request by itself.
    func check(_ rules: BookingRules) throws(BookingError) {
        var violations: [BookingError.Violation] = []
        if !(1...rules.partyLimit).contains(seatLockIDs.count) {
            violations.append(.init("/seatLockIds", "1 to \(rules.partyLimit) seat locks"))
        }
        if Set(seatLockIDs).count != seatLockIDs.count {
            violations.append(.init("/seatLockIds", "a seat lock is named twice"))
        }
        // Each adult may carry an infant, so there may be twice as many people as seats.
        if !(1...rules.partyLimit * 2).contains(passengers.count) {
            violations.append(.init("/passengers", "1 to \(rules.partyLimit * 2) passengers"))
        }
        if passengers.count(where: { $0.type == .infantWithoutSeat })
            > passengers.count(where: { $0.type == .adult })
        {
            violations.append(.init("/passengers", "each infant needs an adult who carries it"))
        }
        let refs = passengers.compactMap(\.ref)
        if Set(refs).count != refs.count {
            violations.append(.init("/passengers", "a ref is used twice"))
        }
        for (index, passenger) in passengers.enumerated() {
            violations += passenger.violations(at: "/passengers/\(index)")
        }
        violations += contact.violations(at: "/contact")
        guard violations.isEmpty else { throw .invalid(violations) }
    }
}

extension PassengerDetails {
    fileprivate func violations(at pointer: String) -> [BookingError.Violation] {
        var violations: [BookingError.Violation] = []
        for (name, value) in [("givenName", givenName), ("familyName", familyName)]
        where !isName(value) {
            violations.append(
                .init("\(pointer)/\(name)", "1 to 100 characters, not only spaces, one line"))
        }
        if let ref, !(1...64).contains(ref.utf8.count) {
            violations.append(.init("\(pointer)/ref", "1 to 64 bytes"))
        }
        return violations
    }

    private func isName(_ text: String) -> Bool {
        text.unicodeScalars.count <= 100
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            && text.unicodeScalars.contains { !$0.properties.isWhitespace }
    }

    /// Why the passenger's age on the day of the flight does not fit the type; nil when it does.
    func ageViolation(on day: CivilDate, at pointer: String) -> BookingError.Violation? {
        let (bornYear, bornMonth, bornDay) = bornOn.yearMonthDay
        let (year, month, dayOfMonth) = day.yearMonthDay
        let age = year - bornYear - ((month, dayOfMonth) < (bornMonth, bornDay) ? 1 : 0)
        let allowed =
            switch type {
            case .adult: 12...130
            case .child: 2...11
            case .infantWithoutSeat: 0...1
            }
        guard bornOn > day || !allowed.contains(Int(age)) else { return nil }
        return .init(
            "\(pointer)/bornOn",
            "such a passenger is \(allowed.lowerBound) to \(allowed.upperBound) years old")
    }
}

extension Contact {
    fileprivate func violations(at pointer: String) -> [BookingError.Violation] {
        var violations: [BookingError.Violation] = []
        if EmailAddress(email) == nil {
            violations.append(.init("\(pointer)/email", "an e-mail address"))
        }
        if let phone, !isPhoneNumber(phone) {
            violations.append(.init("\(pointer)/phone", "E.164, such as +442071838750"))
        }
        return violations
    }

    private func isPhoneNumber(_ text: String) -> Bool {
        (8...16).contains(text.utf8.count) && text.first == "+"
            && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
            && text.dropFirst().first != "0"
    }
}
