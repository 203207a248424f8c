using Litmus.Programs;

namespace LitmusMachine.Threads;

/// <summary>Which instructions of a thread can come after which.</summary>
internal static class FlowOrder
{
    /// <summary>Those that can come next; the number behind the last is the thread's end.</summary>
    public static IEnumerable<int> Next(LitmusThread thread, int at) =>
        thread.Code[at] switch
        {
            Branch branch => [branch.Then, branch.Else],
            Jump jump => [jump.Target],
            _ => [at + 1],
        };

    /// <summary>All that can come some time after an instruction.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="at">The instruction.</param>
    /// <param name="isEnd">True for those after which nothing is looked for.</param>
    public static HashSet<int> After(LitmusThread thread, int at, Predicate<int> isEnd)
    {
        var (seen, work) = (new HashSet<int>(), new Stack<int>(Next(thread, at)));
        while (work.TryPop(out var i))
        {
            if (i < thread.Code.Length && seen.Add(i) && !isEnd(i))
            {
                foreach (var next in Next(thread, i))
                {
                    work.Push(next);
                }
            }
        }

        return seen;
    }

    /// <summary>The register that an instruction writes; -1 if none.</summary>
    public static int Target(Instruction instruction) =>
        instruction switch
        {
            Assign assign => assign.Target,
            Load load => load.Target,
            Change change => change.Target,
            LockOperation operation => operation.Target,
            _ => -1,
        };

    /// <summary>The values that an instruction is given.</summary>
    public static IEnumerable<Expression> Operands(Instruction instruction) =>
        instruction switch
        {
            Assign assign => [assign.Value],
            Load load => [load.From],
            Store store => [store.To, store.Value],
            Change { Second: { } second } change => [change.On, change.Operand, second],
            Change change => [change.On, change.Operand],
            SynchronizeSrcu synchronize => [synchronize.Domain],
            LockOperation operation => [operation.On],
            Branch branch => [branch.Condition],
            _ => [],
        };

    /// <summary>For each instruction, and behind the last, the registers that will still be read.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="observed">Those that are looked at when it has ended.</param>
    public static bool[][] Live(LitmusThread thread, IEnumerable<int> observed)
    {
        var live = new bool[thread.Code.Length + 1][];
        for (var i = 0; i < live.Length; i++)
        {
            live[i] = new bool[thread.Registers.Length];
        }

        foreach (var register in observed)
        {
            live[^1][register] = true;
        }

        for (var isNews = true; isNews; )
        {
            isNews = false;
            for (var i = thread.Code.Length - 1; i >= 0; i--)
            {
                isNews |= AddLive(thread, i, live);
            }
        }

        return live;
    }

    private static bool AddLive(LitmusThread thread, int at, bool[][] live)
    {
        var target = Target(thread.Code[at]);
        var used = Operands(thread.Code[at]).SelectMany(operand => operand.Registers).ToHashSet();
        var isNews = false;
        for (var register = 0; register < live[at].Length; register++)
        {
            var isLive =
                used.Contains(register) || (register != target && Next(thread, at).Any(next => live[next][register]));
            isNews |= isLive && !live[at][register];
            live[at][register] |= isLive;
        }

        return isNews;
    }
}
