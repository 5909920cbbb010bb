/// Which subscriptions a connection has: a ring through their rows, from the newest to the oldest and
/// on in the order in which they came. An array of its own would cost each connection 48 bytes.
extension Hub {
    /// The subscriptions of a connection, the oldest first.
    func subscriptions(of member: Member) -> [Int32] {
        guard let newest = member.newestSubscription else { return [] }
        var numbers: [Int32] = []
        var number = newest
        while let next = subscriptions[Int(number)]?.next {
            numbers.append(next)
            if next == newest { break }
            number = next
        }
        return numbers
    }

    /// Makes a subscription the newest of its connection.
    mutating func link(_ number: Int32, to slot: Int) {
        if let newest = members[slot]?.newestSubscription {
            let oldest = subscriptions[Int(newest)]?.next ?? newest
            subscriptions[Int(number)]?.next = oldest
            subscriptions[Int(newest)]?.next = number
        } else {
            subscriptions[Int(number)]?.next = number
        }
        members[slot]?.newestSubscription = number
    }

    /// Takes a subscription off its connection.
    mutating func unlink(_ number: Int32, from slot: Int) {
        guard let member = members[slot] else { return }
        let numbers = subscriptions(of: member)
        guard let place = numbers.firstIndex(of: number) else { return }
        let before = numbers[(place + numbers.count - 1) % numbers.count]
        subscriptions[Int(before)]?.next = numbers[(place + 1) % numbers.count]
        guard member.newestSubscription == number else { return }
        members[slot]?.newestSubscription = before == number ? nil : before
    }
}
