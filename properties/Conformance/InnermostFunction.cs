using System.Collections.Immutable;
using Interleave.Comparison;
using Interleave.Routines;

namespace PgmapCheck.Properties.Conformance;

/// <summary>Which function of the model a difference is in.</summary>
internal sealed class InnermostFunction
{
    private readonly HashSet<string> _names;

    public InnermostFunction(IEnumerable<ModelFunction> functions) =>
        _names = functions
            .Select(static function => FunctionNames.Canonical(function.Name))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The model's functions that a side is in by hand, outermost first.</summary>
    public List<string> Hand(ImmutableArray<RoutineCall> calls) =>
        [.. calls.Where(static call => call.Place is null).Select(NameOf).Where(_names.Contains)];

    /// <summary>The same in the text.</summary>
    public List<string> Text(ImmutableArray<RoutineCall> calls) =>
        [.. calls.Where(static call => call.Place is not null).Select(NameOf).Where(_names.Contains)];

    /// <summary>
    /// The innermost function that both are in, or that both were in before the last step where one has just left it;
    /// empty for none.
    /// </summary>
    public string FunctionOf(AutomatonDifference difference)
    {
        var (hand, text) = (Hand(difference.One?.Calls ?? []), Text(difference.Other?.Calls ?? []));
        if (difference.One is null || difference.Other is null)
        {
            return hand.LastOrDefault() ?? text.LastOrDefault() ?? "";
        }

        var common = hand.LastOrDefault(text.Contains);
        if (common is not null && common == hand[^1] && common == text[^1])
        {
            return common;
        }

        if (
            difference.Path is [.., var last]
            && Text(last.Other?.Calls ?? []) is var before
            && Hand(last.One?.Calls ?? []).LastOrDefault(before.Contains) is { } left
            && (hand.Contains(left) || text.Contains(left))
        )
        {
            return left;
        }

        return common ?? hand.LastOrDefault() ?? text.LastOrDefault() ?? "";
    }

    private static string NameOf(RoutineCall call) => FunctionNames.Canonical(call.Name ?? "");
}
