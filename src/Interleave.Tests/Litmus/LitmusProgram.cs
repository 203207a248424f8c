using System.Collections.Immutable;
using System.Globalization;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Litmus;

/// <summary>A litmus test: straight-line threads that share cells, all 0 at first.</summary>
/// <param name="Threads">Their instructions.</param>
internal sealed record LitmusProgram(ImmutableArray<ImmutableArray<Instruction>> Threads)
{
    /// <summary>Reads threads that are separated by <c>|</c>, their instructions by <c>;</c>.</summary>
    public static LitmusProgram Parse(string text) =>
        new([
            .. text.Split('|')
                .Select(thread =>
                    thread
                        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(Instruction.Parse)
                        .ToImmutableArray()
                ),
        ]);

    /// <summary>Its cells, sorted.</summary>
    public ImmutableArray<string> Cells =>
        [
            .. Threads
                .SelectMany(t => t)
                .Where(i => i.Target != "" && !IsLock(i))
                .Select(i => i.Target)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Its registers as <c>thread:register</c>, thread by thread.</summary>
    public ImmutableArray<string> Registers =>
        [
            .. Threads.SelectMany(
                (thread, t) => thread.Where(i => i.Register != "").Select(i => $"{t}:{i.Register}").Distinct()
            ),
        ];

    /// <summary>The values of registers and cells in which executions can end, each as <c>0:r0=1 x=2</c>.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="rules">What searches follow; null for what is sound.</param>
    /// <param name="reduces">True to forget, leave out and take at once what can be.</param>
    public ImmutableSortedSet<string> Outcomes(MemoryModel memory, SearchRules? rules = null, bool reduces = false)
    {
        var outcomes = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var verdict = Checker.Check(
            ToProgram(),
            new SearchOptions
            {
                Memory = memory,
                Symmetry = false,
                SleepSets = false,
                PersistentSets = reduces,
                PersistentSetsAfter = 0,
                BarrenWalks = 5,
                OnRestart = outcomes.Clear,
                FingerprintBits = 128,
                Rules = rules ?? SearchRules.Sound,
                OnEnd = (execution, violation) =>
                {
                    Assert.Null(violation);
                    outcomes.Add(
                        string.Join(
                            ' ',
                            Registers
                                .Select((name, i) => Text(name, execution.View.Held(execution.Machine.Resources[i])))
                                .Concat(Cells.Select((name, i) => Text(name, execution.Memory[i])))
                        )
                    );
                },
            }
        );
        Assert.True(verdict.Complete, verdict.Incomplete);
        return outcomes.ToImmutable();
    }

    public override string ToString() => string.Join(" | ", Threads.Select(thread => string.Join("; ", thread)));

    private static string Text(string name, int value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={value}");

    private static bool IsLock(Instruction instruction) =>
        instruction.Kind is OperationKind.Acquire or OperationKind.Release;

    private ConcurrentProgram ToProgram() =>
        new(
            "litmus",
            machine =>
            {
                // first, so that their numbers are known
                var registers = Registers.ToImmutableDictionary(name => name, machine.Ghost);
                var cells = Cells.ToImmutableDictionary(name => name, name => machine.Cell(name));
                var locks = Threads
                    .SelectMany(t => t)
                    .Where(IsLock)
                    .Select(i => i.Target)
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .ToImmutableDictionary(name => name, name => machine.Mutex(name));
                for (var t = 0; t < Threads.Length; t++)
                {
                    ImmutableArray<Bound> code =
                    [
                        .. Threads[t]
                            .Select(i => new Bound(
                                i,
                                cells.GetValueOrDefault(i.Target),
                                locks.GetValueOrDefault(i.Target),
                                registers.GetValueOrDefault($"{t}:{i.Register}")
                            )),
                    ];
                    machine.Fiber($"P{t}", () => Run(machine, code));
                }
            }
        );

    private static async Routine Run(Machine machine, ImmutableArray<Bound> code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            var result = await Take(machine, code[i]);
            if (code[i].Register is { } register)
            {
                machine.Hold(register, result - machine.Holds(register));
            }
        }
    }

    private static async Routine<int> Take(Machine machine, Bound bound)
    {
        var (i, cell) = (bound.Instruction, bound.Cell!);
        switch (i.Kind)
        {
            case OperationKind.Barrier:
                await machine.Barrier(i.Barrier);
                return 0;
            case OperationKind.Load:
                return await cell.Load(i.Order);
            case OperationKind.Store:
                await cell.Store(i.A, i.Order);
                return 0;
            case OperationKind.Add:
                return await cell.Add(i.A, i.Order);
            case OperationKind.Exchange:
                return await cell.Exchange(i.A, i.Order);
            case OperationKind.CompareExchange:
                return await cell.CompareExchange(i.A, i.B, i.Order) ? 1 : 0;
            case OperationKind.AddUnless:
                return await cell.AddUnless(i.A, i.B, i.Order) ? 1 : 0;
            case OperationKind.Until:
                return await cell.Until(static (value, wanted) => value == wanted, i.A);
            case OperationKind.Acquire:
                await bound.Lock!.Acquire();
                return 0;
            default:
                await bound.Lock!.Release();
                return 0;
        }
    }

    private sealed record Bound(Instruction Instruction, Cell? Cell, Mutex? Lock, Resource? Register);
}
