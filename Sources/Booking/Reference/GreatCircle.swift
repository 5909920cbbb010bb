import Glibc

/// Distances on a round earth.
package enum GreatCircle {
    /// The distance between two places in degrees, by the haversine formula.
    package static func kilometres(
        _ latitude: Double, _ longitude: Double, _ otherLatitude: Double, _ otherLongitude: Double
    ) -> Double {
        let radians = Double.pi / 180
        let halfHeight = sin((otherLatitude - latitude) * radians / 2)
        let halfWidth = sin((otherLongitude - longitude) * radians / 2)
        let chord =
            halfHeight * halfHeight
            + cos(latitude * radians) * cos(otherLatitude * radians) * halfWidth * halfWidth
        return 2 * earthRadius * asin(min(1, chord.squareRoot()))
    }

    /// The mean radius of the earth.
    private static let earthRadius = 6_371.0
}
