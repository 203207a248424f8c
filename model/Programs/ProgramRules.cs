namespace PgmapCheck.Model.Programs;

/// <summary>
/// What a valid use of the protocol is, so that a violation is the kernel's fault: nobody drops what it cannot hold,
/// waits for itself, or calls beside each other what the kernel serializes by a lock that the model leaves out
/// (<c>mmap_lock</c>, the inode's lock, the device's).
/// </summary>
public static class ProgramRules
{
    /// <summary>The first mistake; null if there is none.</summary>
    public static Mistake? Check(RefcountProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return DeclarationRules.Check(program) ?? CheckHoldings(program) ?? CheckOrder(program);
    }

    /// <summary>The first thread that does not give back all that it may hold; null if all do.</summary>
    public static Mistake? CheckEnds(RefcountProgram program)
    {
        for (var i = 0; i < program.Threads.Length; i++)
        {
            var holdings = new ThreadHoldings(program, program.Threads[i]);
            foreach (var call in program.Threads[i].Calls)
            {
                holdings.Make(call);
            }

            if (holdings.All.Any())
            {
                return new Mistake($"the thread does not give back {holdings.All.First()}", i);
            }
        }

        return null;
    }

    private static Mistake? CheckHoldings(RefcountProgram program)
    {
        for (var i = 0; i < program.Threads.Length; i++)
        {
            var holdings = new ThreadHoldings(program, program.Threads[i]);
            for (var j = 0; j < program.Threads[i].Calls.Length; j++)
            {
                if (holdings.Make(program.Threads[i].Calls[j]) is { } what)
                {
                    return new Mistake(what, i, j);
                }
            }
        }

        return null;
    }

    private static Mistake? CheckOrder(RefcountProgram program)
    {
        var order = new CallOrder(program);
        return order.Mistake ?? new OrderRules(program, order).Check();
    }
}

/// <summary>Why a program is not a valid use of the protocol.</summary>
/// <param name="What">In one line.</param>
/// <param name="Thread">The number of the thread; null if it is no thread's.</param>
/// <param name="Call">The number of its call; null if it is none's, or the end's.</param>
public sealed record Mistake(string What, int? Thread = null, int? Call = null)
{
    /// <summary>The declared name that it is about; null if it is about none.</summary>
    public string? Declaration { get; init; }

    /// <summary>The number of the expectation that it is about; null if it is about none.</summary>
    public int? Expectation { get; init; }
}
