import Events

/// A machine of the hub: its process may be killed, frozen or started again, its clock may jump.
final class SimulatedNode {
    let name: String
    let index: Int
    unowned(unsafe) let world: Simulation
    private(set) var process: NodeProcess? { didSet { world.leadershipChanged() } }
    private(set) var isFrozen = false { didSet { world.leadershipChanged() } }
    /// How far its wall clock is from virtual time.
    var wallOffset: Duration = .zero

    init(_ index: Int, in world: Simulation) {
        self.index = index
        self.world = world
        name = "node-\(index + 1)"
    }

    /// Its wall clock.
    var wall: Timestamp { world.wall + wallOffset }

    /// Starts the program.
    func start() {
        guard process == nil else { return }
        world.story.tell(name, "starts")
        let process = NodeProcess(on: self)
        self.process = process
        process.start()
    }

    /// Ends the program at once; the kernel closes its sockets, unless the machine is gone too.
    func kill(withMachine: Bool = false) {
        guard let process else { return }
        world.story.tell(name, withMachine ? "loses power" : "is killed")
        self.process = nil
        process.die(silently: withMachine)
        isFrozen = false
    }

    /// Lets go of everything: the story is over.
    func clear() {
        process?.die(silently: true)
        process = nil
    }

    /// Nothing of it runs until `thaw`; the rest of the world goes on.
    func freeze() {
        guard process != nil, !isFrozen else { return }
        world.story.tell(name, "freezes\(process?.isHolder == true ? " (it holds the lease)" : "")")
        isFrozen = true
    }

    /// Goes on, with everything that came in meanwhile.
    func thaw() {
        guard isFrozen else { return }
        world.story.tell(name, "thaws")
        isFrozen = false
        var hasWaited = false
        for loop in process?.loops ?? [] where loop.goOn() { hasWaited = true }
        if hasWaited { world.tally.bites(.nodeFrozen) }
    }

    /// All its loops go on.
    func releaseLoops() {
        for loop in process?.loops ?? [] { loop.release() }
    }
}
