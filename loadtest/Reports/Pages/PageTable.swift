/// A table of a page: texts to the left, numbers to the right.
struct PageTable: Sendable {
    let head: [String]
    let rows: [[HTML]]
    /// How many columns, from the first on, are texts.
    var texts = 1

    /// Nothing for a table without rows.
    var html: HTML {
        guard !rows.isEmpty else { return .empty }
        return """
            <div class="scroll"><table><thead><tr>\(head.enumerated().map(headCell))</tr></thead>
            <tbody>\(rows.map { "<tr>\($0.enumerated().map(cell))</tr>\n" as HTML })</tbody>\
            </table></div>
            """
    }

    private func headCell(_ column: Int, _ text: String) -> HTML {
        "<th scope=\"col\"\(kind(column))>\(text)</th>"
    }

    private func cell(_ column: Int, _ content: HTML) -> HTML {
        column == 0
            ? "<th scope=\"row\">\(content)</th>" : "<td\(kind(column))>\(content)</td>"
    }

    private func kind(_ column: Int) -> HTML { column < texts ? .empty : " class=\"number\"" }

    /// From this many percent on a change is coloured; less is what runs differ by anyway.
    static let notable = 5.0

    /// The change in small print, coloured when it matters; nothing when there is none to tell.
    static func change(from old: Double?, to new: Double?, aim: Aim) -> HTML {
        guard let change = Change(from: old, to: new) else { return .empty }
        let worsening = aim.worsening(change)
        let kind = worsening > notable ? "worse" : worsening < -notable ? "better" : "same"
        return " <small class=\"change \(kind)\">\(change.text)</small>"
    }
}
