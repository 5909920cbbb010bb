/// Something that is planned again and again, or goes on in several steps: one object for all of its
/// plans, where a closure for each would be made and thrown away.
class Errand {
    /// Does what is due now.
    func proceed() {}
}
