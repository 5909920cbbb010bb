import CAssets

/// A file that was compiled into the program.
package struct Asset: Sendable, Equatable {
    /// Its path below `Sources/CAssets`: `web/index.html`, `data/airports.csv`.
    package let name: String
    /// Its place in the table in `CAssets.c`.
    private let index: Int

    /// Its content: each call copies it out of the program's image, which keeps it anyway.
    package var bytes: [UInt8] {
        let asset = unsafe flighthub_asset_at(index)
        return unsafe Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
    }

    /// Every file, in the order of the table in `CAssets.c`.
    package static let all: [Asset] = (0..<flighthub_asset_count()).map { index in
        unsafe Asset(name: String(cString: flighthub_asset_at(index).name), index: index)
    }

    /// The file of this name; nil when there is none.
    package static func named(_ name: String) -> Asset? {
        all.first { $0.name == name }
    }
}
