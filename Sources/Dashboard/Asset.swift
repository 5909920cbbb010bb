import CAssets

/// A file that was compiled into the program.
package struct Asset: Sendable, Equatable {
    /// Its path below `Sources/CAssets`: `web/index.html`, `data/airports.csv`.
    package let name: String
    /// Its content.
    package let bytes: [UInt8]

    /// Every file, in the order of the table in `CAssets.c`; copied out of the program's image
    /// at the first use.
    package static let all: [Asset] = (0..<flighthub_asset_count()).map { index in
        let asset = unsafe flighthub_asset_at(index)
        return unsafe Asset(
            name: String(cString: asset.name),
            bytes: Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count)))
    }

    /// The file of this name; nil when there is none.
    package static func named(_ name: String) -> Asset? {
        all.first { $0.name == name }
    }
}
