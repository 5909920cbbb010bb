import Events
import JSON
import LiveClient

/// Reads each distinct state once: a snapshot is shared by all who ask for it together.
///
/// It holds the last 128 of them.
final class RecentStates {
    let domain: Domain
    /// What is known of each entity by who has read nothing.
    let nothing: [Reading?]
    private var texts = RecentBytes(capacity: 128)
    /// What is read in the states by the slots of their texts.
    private var readings: [[Reading]] = []

    init(of domain: Domain) {
        self.domain = domain
        nothing = Array(repeating: nil, count: domain.entities.count)
    }

    /// What is read in a state: the newest of each of its entities.
    func readings(in state: [UInt8]) -> [Reading] {
        if let slot = texts.slot(of: state) { return readings[slot] }
        let read = parse(state)
        let slot = texts.keep(state)
        if slot == readings.count { readings.append(read) } else { readings[slot] = read }
        return read
    }

    private func parse(_ state: [UInt8]) -> [Reading] {
        do {
            var reader = try JSONReader(state)
            var readings: [Reading] = []
            try reader.beginObject()
            while let subject = try reader.nextName() {
                readings.append(try reading(of: subject, &reader))
            }
            try reader.finish()
            return readings
        } catch {
            return []
        }
    }

    private func reading(
        of subject: String, _ reader: inout JSONReader
    ) throws(JSONError) -> Reading {
        var (id, version): (UniqueID?, Int64) = (nil, 0)
        try reader.beginObject()
        while let name = try reader.nextName() {
            switch name {
            case "event": id = UniqueID(try reader.string())
            case "version": version = try reader.number().exactInt ?? 0
            default: _ = try reader.skip()
            }
        }
        return Reading(entity: domain.entity(subject), type: "", id: id, version: version)
    }
}
