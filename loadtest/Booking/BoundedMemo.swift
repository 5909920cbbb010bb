/// A dictionary that forgets the key that was put in first when it is full.
struct BoundedMemo<Key: Hashable, Value> {
    private let capacity: Int
    private var values: [Key: Value] = [:]
    /// A ring once it is full.
    private var order: [Key] = []
    private var oldest = 0

    /// One that holds up to `capacity` keys, at least one.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    var count: Int { values.count }

    subscript(key: Key) -> Value? { values[key] }

    /// Puts a value in, in place of the key's last one.
    mutating func keep(_ value: Value, for key: Key) {
        if values.updateValue(value, forKey: key) == nil { remember(key) }
    }

    private mutating func remember(_ key: Key) {
        if order.count < capacity { return order.append(key) }
        values[order[oldest]] = nil
        order[oldest] = key
        oldest = (oldest + 1) % capacity
    }
}

extension BoundedMemo: Sendable where Key: Sendable, Value: Sendable {}
