/// Rows of cells as aligned text: the first column to the left, the others to the right.
struct TextTable: Sendable {
    /// A row may be shorter than the others.
    var rows: [[String]]
    /// Columns after the first that are aligned to the left as well.
    var leftColumns: Set<Int> = []

    /// A line a row, without blanks at its end.
    var lines: [String] {
        let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                let isLeft = column == 0 || leftColumns.contains(column)
                return isLeft ? cell + blanks : blanks + cell
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
