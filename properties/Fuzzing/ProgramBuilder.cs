using System.Collections.Immutable;
using PgmapCheck.Model.Programs;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>
/// Makes valid programs from numbers: a call is added only if the program is then still a valid use, with all threads
/// giving back what they may hold at their ends. Calls that have to be ordered get signals.
/// </summary>
internal sealed class ProgramBuilder
{
    private readonly Choices _choices;
    private readonly ImmutableArray<Operation> _operations;
    private RefcountProgram _program;
    private int _signals;

    private ProgramBuilder(Choices choices, Kernels kernels, int minThreads, int maxThreads)
    {
        _choices = choices;
        _operations =
        [
            .. Operations.All.Where(operation =>
                kernels.Have(operation) && operation.Arguments is not [ArgumentKind.Signal]
            ),
        ];
        _program = ProgramParts.Declare(choices, kernels, minThreads, maxThreads);
    }

    /// <summary>The program of some numbers.</summary>
    /// <param name="numbers">What decides: the more, the longer the program.</param>
    /// <param name="kernels">Whose operations to use.</param>
    /// <param name="minThreads">The fewest threads.</param>
    /// <param name="maxThreads">The most.</param>
    public static RefcountProgram Build(int[] numbers, Kernels kernels, int minThreads, int maxThreads)
    {
        var builder = new ProgramBuilder(new Choices(numbers), kernels, minThreads, maxThreads);
        while (!builder._choices.AreOver)
        {
            builder.Add();
        }

        return WithoutIdleThreads(Close(builder._program));
    }

    /// <summary>The same program with puts of all that its threads may hold at their ends.</summary>
    public static RefcountProgram Close(RefcountProgram program)
    {
        var threads = ImmutableArray.CreateBuilder<ThreadDeclaration>();
        foreach (var thread in program.Threads)
        {
            var holdings = new ThreadHoldings(program, thread);
            foreach (var call in thread.Calls)
            {
                holdings.Make(call);
            }

            threads.Add(thread with { Calls = thread.Calls.AddRange(holdings.All.Select(holding => Ending(holding))) });
        }

        return program with
        {
            Threads = threads.ToImmutable(),
        };
    }

    private static Call Ending(Holding holding) =>
        holding.Kind switch
        {
            HoldingKind.Reference => new Call("put_page", [holding.Of]),
            HoldingKind.Pin => new Call("unpin_user_page", [holding.Of]),
            HoldingKind.Pgmap => new Call("put_dev_pagemap", [holding.Of]),
            _ => new Call("dev_pagemap_put_ops", []),
        };

    private static RefcountProgram WithoutIdleThreads(RefcountProgram program)
    {
        var threads = program.Threads.RemoveAll(thread => thread.Calls.IsEmpty);
        return threads.IsEmpty ? program : program with { Threads = threads };
    }

    private void Add()
    {
        var thread = _choices.Below(_program.Threads.Length);
        var operation = _choices.Of(_operations);
        if (Arguments(operation, thread) is not { } arguments)
        {
            return;
        }

        var call = new Call(operation.Name, arguments);
        var added = With(_program, thread, call);
        if (IsValid(added))
        {
            _program = added;
        }
        else if (operation.Use != Use.None && WithSignals(thread, call) is { } ordered && IsValid(ordered))
        {
            _program = ordered;
        }
    }

    private static bool IsValid(RefcountProgram program)
    {
        var closed = Close(program);
        return ProgramRules.Check(closed) is null && ProgramRules.CheckEnds(closed) is null;
    }

    private static RefcountProgram With(RefcountProgram program, int thread, Call call)
    {
        var declared = program.Threads[thread];
        return program with
        {
            Threads = program.Threads.SetItem(thread, declared with { Calls = declared.Calls.Add(call) }),
        };
    }

    // Everybody else comes first.
    private RefcountProgram? WithSignals(int thread, Call call)
    {
        var result = _program;
        for (var other = 0; other < _program.Threads.Length; other++)
        {
            if (other == thread || _program.Threads[other] is { Calls.IsEmpty: true, Holds.IsEmpty: true })
            {
                continue;
            }

            // What the other one holds it gives back first, or a device could not go.
            var closed = Close(result).Threads[other];
            ImmutableArray<Argument> signal = [new Argument($"done{_signals++}")];
            result = With(
                result with
                {
                    Threads = result.Threads.SetItem(other, closed),
                },
                other,
                new Call("signal", signal)
            );
            result = With(result, thread, new Call("wait", signal));
        }

        return With(result, thread, call);
    }

    private ImmutableArray<Argument>? Arguments(Operation operation, int thread)
    {
        if (operation.Arguments is not [var kind])
        {
            return [];
        }

        if (operation.Drops is not null || operation.Needs is not null)
        {
            return Held(operation, thread);
        }

        return kind switch
        {
            ArgumentKind.Page => One(ProgramParts.AllPages(_program)),
            ArgumentKind.File => One(
                _program.Files.Where(file => CanTake(operation, file)).Select(file => new Argument(file.Name))
            ),
            ArgumentKind.FilePage => One(
                _program
                    .Files.Where(file => CanTake(operation, file))
                    .SelectMany(file => Enumerable.Range(0, file.Count).Select(i => new Argument(file.Name, i)))
            ),
            ArgumentKind.FileRange => Range(operation),
            ArgumentKind.Pgmap => One(_program.Pgmaps.Select(pgmap => new Argument(pgmap.Name))),
            ArgumentKind.Process => One(_program.Processes.Select(process => new Argument(process.Name))),
            _ => null,
        };
    }

    private ImmutableArray<Argument>? One(IEnumerable<Argument> several)
    {
        var all = several.ToArray();
        return all.Length == 0 ? null : [_choices.Of(all)];
    }

    private ImmutableArray<Argument>? Range(Operation operation)
    {
        FileDeclaration[] files = [.. _program.Files.Where(file => CanTake(operation, file))];
        if (files.Length == 0)
        {
            return null;
        }

        var file = _choices.Of(files);
        var first = _choices.Below(file.Count);
        var most = file.Count - 1 + (operation.Name == "get_user_pages" && _choices.OneIn(4) ? 1 : 0);
        var last = first + _choices.Below(most - first + 1);
        return [new Argument(file.Name, first, last == first ? null : last)];
    }

    // No fix is known for a page that is held through one file while another maps it (docs/findings.md, REMAP-SLEEP); a
    // process that unmaps a page holds it until it has flushed its translations.
    private static bool CanTake(Operation operation, FileDeclaration file) =>
        !file.IsShared || (operation.Takes is null && operation.Name != "munmap");

    private ImmutableArray<Argument>? Held(Operation operation, int thread)
    {
        var holdings = new ThreadHoldings(_program, _program.Threads[thread]);
        foreach (var call in _program.Threads[thread].Calls)
        {
            holdings.Make(call);
        }

        var held = holdings
            .All.Where(holding => holding.Kind == (operation.Drops ?? operation.Needs))
            .Select(holding => holding.Of)
            .ToArray();
        return held.Length == 0 ? null
            : operation.Arguments is [ArgumentKind.Pages] ? [.. held.Take(1 + _choices.Below(held.Length))]
            : [_choices.Of(held)];
    }
}
