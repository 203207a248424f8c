using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Litmus.Programs;
using LitmusMachine.Threads;
using PgmapCheck.Model.Kernel;

namespace LitmusMachine.Programs;

/// <summary>What a test's threads share, declared to the engine.</summary>
internal sealed class TestMachine : IImmutable
{
    /// <summary>What is violated by an access through what is no variable's address.</summary>
    public const string WildPointer = "wild-pointer";

    private readonly Cell _never;

    /// <summary>Declares cells, locks and domains, and starts the threads.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="test">The test.</param>
    /// <param name="threads">Its threads, and what they may do.</param>
    public TestMachine(Machine machine, LitmusTest test, ImmutableArray<(ThreadCode Code, ThreadMoves Moves)> threads)
    {
        Machine = machine;
        // first, so that a cell's number is that of its location
        Cells = [.. test.Cells.Select(cell => machine.Cell(cell.Name, cell.Initial))];
        machine.Shared.Pointees = (value, way) => AddressDependencies.Cells(value, way, test.Cells.Length);
        var code = test.Threads.SelectMany(thread => thread.Code).ToList();
        Locks = code.OfType<LockOperation>().Any() ? [.. Cells.Select(LockOn)] : [];
        Domains =
            code.OfType<SynchronizeSrcu>().Any() || code.OfType<Load>().Any(i => i.Marking == Marking.SrcuLock)
                ? [.. test.Cells.Select(cell => new Rcu(machine, cell.Name + " readers"))]
                : [];
        Rcu = new Rcu(machine, "readers");
        _never = machine.Cell("never");
        Ended = machine.Ghost("ended");
        for (var i = 0; i < threads.Length; i++)
        {
            var thread = new BoundThread(
                threads[i].Code,
                threads[i].Moves,
                [.. threads[i].Code.Observed.Select(r => (r, machine.Ghost($"{test.Threads[i].Number}:{r}")))]
            );
            Threads = Threads.Add(thread);
            machine.Fiber($"P{test.Threads[i].Number}", () => ThreadRoutine.Run(this, thread), isDaemon: true);
        }
    }

    public Machine Machine { get; }

    /// <summary>The test's cells, by their numbers.</summary>
    public ImmutableArray<Cell> Cells { get; }

    /// <summary>The lock that each cell would be; none if there is no lock in the test.</summary>
    public ImmutableArray<Mutex> Locks { get; }

    /// <summary>The domain of SRCU that each cell would be; none if there is none in the test.</summary>
    public ImmutableArray<Rcu> Domains { get; }

    public Rcu Rcu { get; }

    /// <summary>How many threads have ended.</summary>
    public Resource Ended { get; }

    public ImmutableArray<BoundThread> Threads { get; } = [];

    /// <summary>A step that is never taken.</summary>
    public Step<int> NeverEnd() => _never.Until(static (_, _) => false);

    // Who drops it, and who still holds it at the end, is the test's affair.
    private Mutex LockOn(Cell word) => new(Machine.Shared, word, Machine.Ghost(word.Name), Machine.Ghost(word.Name));
}
