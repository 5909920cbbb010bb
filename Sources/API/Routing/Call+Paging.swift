import Booking
import Events
import JSON
import Wire

extension QueryDecoder {
    /// `cursor` and `limit`.
    mutating func page() -> PageRequest {
        let limit = integer("limit", in: 1...100, absent: 20)
        let after = value("cursor", "a cursor of this list") { text -> PageCursor? in
            guard let cursor = PageCursor(text),
                PlausibleDays.range.contains(CivilDate(cursor.time))
            else { return nil }
            return cursor
        }
        return PageRequest(limit: limit, after: after)
    }
}

extension Call {
    /// A piece of a list: `data`, `page`, and the ways to the others as links (RFC 8288).
    func list<Item>(
        _ page: Page<Item>, limit: Int, _ render: (Item) -> [UInt8]
    ) -> HTTPResponse {
        let next = page.next.map(\.description)
        let body = JSONWriter.object(capacity: 1_024 * (page.items.count + 1)) { json in
            json.member(
                "data",
                array: { json in
                    for item in page.items { json.raw(render(item)) }
                })
            json.member(
                "page",
                object: { json in
                    json.member("limit", limit)
                    json.member("nextCursor", ifPresent: next)
                })
        }
        return .json(200, body, ["Link": links(next: next)])
    }

    /// `Link` to the first piece of the list and to the next.
    func links(next: String?) -> String {
        var links = [link("first", cursor: nil)]
        if let next { links.append(link("next", cursor: next)) }
        return links.joined(separator: ", ")
    }

    /// A link to the same list at another place.
    private func link(_ relation: String, cursor: String?) -> String {
        var parts = request.query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }.map(
            String.init)
        if let cursor { parts.append("cursor=\(PercentEncoding.encode(queryValue: cursor))") }
        let query = parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
        return "<\(PercentEncoding.encode(path: request.path))\(query)>; rel=\"\(relation)\""
    }
}
