using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>The most that a thread can hold at one of its calls: an abstract state, since some calls come back without
/// what was asked for.</summary>
public sealed class ThreadHoldings
{
    private readonly RefcountProgram _program;
    private readonly Dictionary<(HoldingKind Kind, Argument Of), int> _held = [];

    /// <summary>What a thread holds at first.</summary>
    public ThreadHoldings(RefcountProgram program, ThreadDeclaration thread)
    {
        _program = program;
        foreach (var holding in thread.Holds)
        {
            Change(holding.Kind, holding.Kind == HoldingKind.Key ? default : holding.Of, 1);
        }
    }

    /// <summary>What it may hold, in a fixed order, once for each unit.</summary>
    public IEnumerable<Holding> All =>
        _held
            .Where(pair => pair.Value > 0)
            .OrderBy(pair => pair.Key.Kind)
            .ThenBy(pair => pair.Key.Of.ToString(), StringComparer.Ordinal)
            .SelectMany(pair => Enumerable.Repeat(new Holding(pair.Key.Kind, pair.Key.Of), pair.Value));

    /// <summary>True if it holds something that another thread may wait for it to give back.</summary>
    public bool KeepsOthersWaiting => _held.Any(pair => pair.Value > 0 && pair.Key.Kind != HoldingKind.Key);

    /// <summary>How many it may hold.</summary>
    public int Count(HoldingKind kind, Argument of) => _held.GetValueOrDefault((kind, of));

    /// <summary>Goes past a call. Null, or why the call is not allowed here.</summary>
    public string? Make(Call call)
    {
        var operation = Operations.Of(call);
        if (operation.Waits && KeepsOthersWaiting)
        {
            return $"{call.Operation} may wait for what the thread itself can hold here: "
                + $"{All.First(h => h.Kind != HoldingKind.Key).Of}";
        }

        var pages = Targets(call, operation);
        foreach (var page in operation.Needs is { } needs ? pages : [])
        {
            if (Count(operation.Needs!.Value, page) == 0)
            {
                return Missing(operation.Needs.Value, page);
            }
        }

        foreach (var page in operation.Drops is { } drops ? pages : [])
        {
            if (Count(operation.Drops!.Value, page) == 0)
            {
                return Missing(operation.Drops.Value, page);
            }

            Change(operation.Drops.Value, page, -1);
        }

        foreach (var page in operation.Takes is { } takes ? pages : [])
        {
            Change(operation.Takes!.Value, page, 1);
        }

        return null;
    }

    // Pages are counted by page, and pages of files by the page behind them.
    private ImmutableArray<Argument> Targets(Call call, Operation operation)
    {
        if (operation.Arguments.IsEmpty)
        {
            return [default];
        }

        var argument = call.Arguments[0];
        switch (operation.Arguments[0])
        {
            case ArgumentKind.FilePage or ArgumentKind.FileRange:
                var file = _program.Files.Single(f => f.Name == argument.Name);
                var (first, last) = (argument.First!.Value, argument.Last ?? argument.First.Value);
                return
                [
                    .. Enumerable
                        .Range(first, Math.Min(last, file.Count - 1) - first + 1)
                        .Select(i => new Argument(file.Pgmap, file.First + i)),
                ];
            case ArgumentKind.Page when operation.Takes == HoldingKind.Pgmap:
                return [new Argument(argument.Name)];
            default:
                return call.Arguments;
        }
    }

    private void Change(HoldingKind kind, Argument of, int change) => _held[(kind, of)] = Count(kind, of) + change;

    private static string Missing(HoldingKind kind, Argument of) =>
        kind switch
        {
            HoldingKind.Reference => $"the thread cannot hold a reference to {of} here",
            HoldingKind.Pin => $"the thread cannot hold a pin of {of} here",
            HoldingKind.Pgmap => $"the thread cannot hold a reference to {of} here",
            _ => "the thread cannot hold a use of the key here",
        };
}
