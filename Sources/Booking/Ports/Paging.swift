package import Events

/// A place in a list that is ordered by a time and an id.
package struct PageCursor: Hashable, Sendable, CustomStringConvertible {
    /// The time of the last item shown.
    package let time: Timestamp
    /// The id of the last item shown.
    package let id: UniqueID

    /// The place after this item.
    package init(time: Timestamp, id: UniqueID) {
        self.time = time
        self.id = id
    }

    /// Reads the written form.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 64, let dot = text.firstIndex(of: "."),
            let time = Int64(text[..<dot]), let id = UniqueID(text[text.index(after: dot)...])
        else { return nil }
        self.init(time: Timestamp(microseconds: time), id: id)
    }

    package var description: String { "\(time.microseconds).\(id)" }
}

/// Which piece of a list is asked for.
package struct PageRequest: Hashable, Sendable {
    /// The most items, 1 to 100.
    package let limit: Int
    /// Where the piece before it ended; nil for the first.
    package let after: PageCursor?

    /// A piece of a list; a limit outside of 1 to 100 is moved there.
    package init(limit: Int = 20, after: PageCursor? = nil) {
        self.limit = min(max(limit, 1), 100)
        self.after = after
    }
}

/// A piece of a list.
package struct Page<Item: Sendable>: Sendable {
    /// Its items, in the list's order.
    package let items: [Item]
    /// Where the next piece begins; nil when this is the last.
    package let next: PageCursor?

    /// A piece of a list.
    package init(items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }
}
