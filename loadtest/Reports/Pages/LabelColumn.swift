/// Labels one under the other, each as near to its line as the others let it.
struct LabelColumn: Sendable {
    /// The first and the last baseline of a text.
    let from: Double
    let to: Double

    /// The baseline of each label; `end` is where its line ends, `height` what it takes up.
    func places(of labels: [(end: Double, height: Double)]) -> [Double] {
        let order = labels.indices.sorted { labels[$0].end < labels[$1].end }
        var places = labels.map { $0.end + 4 }
        var next = from
        for index in order {
            places[index] = max(places[index], next)
            next = places[index] + labels[index].height
        }
        // Those that were pushed off the lower end push the ones above them back.
        var limit = to + 19
        for index in order.reversed() {
            places[index] = min(places[index], limit - labels[index].height)
            limit = places[index]
        }
        return places
    }
}
