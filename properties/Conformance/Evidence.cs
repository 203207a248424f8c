using System.Collections.Immutable;
using Interleave.Comparison;
using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Conformance;

/// <summary>What comparisons of threads say about each function.</summary>
internal sealed class Evidence
{
    private readonly InnermostFunction _innermost;
    private readonly ImmutableArray<ModelFunction> _functions;
    private readonly Dictionary<string, FunctionEvidence> _of = new(StringComparer.Ordinal);

    public Evidence(ImmutableArray<ModelFunction> functions)
    {
        _functions = functions;
        _innermost = new InnermostFunction(functions);
        foreach (var function in functions)
        {
            _of.TryAdd(FunctionNames.Canonical(function.Name), new FunctionEvidence());
        }
    }

    /// <summary>What is known of a function.</summary>
    public FunctionEvidence Of(string function) => _of[FunctionNames.Canonical(function)];

    /// <summary>Differences that are in no function of the model: in a scenario's own code.</summary>
    public FunctionEvidence Outside { get; } = new();

    /// <summary>Adds what came of a thread.</summary>
    public void Add(string scenario, FiberComparison fiber)
    {
        foreach (var point in fiber.Points)
        {
            Add(scenario, point);
        }

        foreach (var difference in fiber.Differences)
        {
            (_of.GetValueOrDefault(_innermost.FunctionOf(difference)) ?? Outside).Add(
                new FoundDifference(scenario, fiber.Fiber, difference)
            );
        }

        foreach (var step in fiber.Unfollowed)
        {
            var inside = _innermost.Text(step.Calls).LastOrDefault() ?? _innermost.Hand(step.Calls).LastOrDefault();
            (_of.GetValueOrDefault(inside ?? "") ?? Outside).Unfollowed ??= step.What;
        }
    }

    /// <summary>The verdicts, by the functions' names.</summary>
    /// <param name="text">The tree's functions.</param>
    /// <param name="family">Who was in which routines in any state.</param>
    public ImmutableArray<FunctionVerdict> Verdicts(TextCode text, CellFamily family)
    {
        var calledByHand = _innermost.Hand([.. family.CallsOf(0)]).ToHashSet(StringComparer.Ordinal);
        var calledInText = _innermost.Text([.. family.CallsOf(1)]).ToHashSet(StringComparer.Ordinal);
        return [.. _functions.Select(function => VerdictOn(function, text, calledByHand, calledInText))];
    }

    private FunctionVerdict VerdictOn(
        ModelFunction function,
        TextCode text,
        HashSet<string> calledByHand,
        HashSet<string> calledInText
    )
    {
        var name = FunctionNames.Canonical(function.Name);
        var found = _of[name];
        var where = FunctionNames
            .All(function.Name)
            .Select(text.Program.Find)
            .OfType<FlowFunction>()
            .Select(static flow => flow.Place.FileAndLine)
            .FirstOrDefault();
        var isCompared = found.Places > 0;
        var why =
            isCompared ? null
            : found.IsByHandTwice ? "by hand on both sides: its part is not read from the tree"
            : where is null ? "the tree has no function of that name"
            : (calledByHand.Contains(name), calledInText.Contains(name)) switch
            {
                (false, false) => "no scenario takes a step in it, neither by hand nor in the text",
                (false, true) => "by hand, no scenario takes a step in it",
                (true, false) => "in the text, no scenario takes a step in it",
                _ => found.Unfollowed ?? "both sides are in it, and never at the same time: what comes before differs",
            };
        var kind =
            !found.Differences.IsEmpty ? ConformanceKind.Differs
            : found.IsByHandTwice && !isCompared ? ConformanceKind.NotCompared
            : found.Behind > 0 || (found.Unfollowed is not null && !isCompared) ? ConformanceKind.Open
            : isCompared
                ? found.Loads.IsEmpty ? ConformanceKind.Same
                    : ConformanceKind.SameButLoads
            : calledByHand.Contains(name) && calledInText.Contains(name) ? ConformanceKind.Open
            : ConformanceKind.NotCompared;
        return new(function, kind, where)
        {
            Why =
                kind == ConformanceKind.Open && isCompared
                    ? "they part behind a difference of another function, which that may come of"
                    : why,
            Places = found.Places,
            Scenarios = found.Scenarios,
            Differences = found.Differences,
            Behind = found.Behind,
            Loads = found.Loads,
        };
    }

    private void Add(string scenario, ComparedPoint point)
    {
        var (text, twice) = (_innermost.Text(point.Other), _innermost.Hand(point.Other));
        foreach (var name in _innermost.Hand(point.One))
        {
            if (text.Contains(name))
            {
                _of[name].Meet(scenario, point);
            }
            else if (twice.Contains(name))
            {
                _of[name].IsByHandTwice = true;
            }
        }
    }
}

/// <summary>What comparisons say about one function.</summary>
internal sealed class FunctionEvidence
{
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);
    private readonly List<string> _scenarios = [];
    private readonly List<FoundDifference> _found = [];

    /// <summary>In how many pairs of places both were in it.</summary>
    public int Places => _places.Count;

    /// <summary>In which scenarios.</summary>
    public ImmutableArray<string> Scenarios => [.. _scenarios];

    /// <summary>It is by hand on the side of the text.</summary>
    public bool IsByHandTwice { get; set; }

    /// <summary>Where the text cannot be followed; null if it can.</summary>
    public string? Unfollowed { get; set; }

    /// <summary>Differences that are no loads, and that no other difference comes before; the shortest way
    /// first.</summary>
    public ImmutableArray<FoundDifference> Differences =>
        Sorted(static difference => difference is { Kind: not DifferenceKind.Load, IsBehindAnother: false });

    /// <summary>Loads that one of them has alone.</summary>
    public ImmutableArray<FoundDifference> Loads =>
        Sorted(static difference => difference is { Kind: DifferenceKind.Load, IsBehindAnother: false });

    /// <summary>How many differences that are no loads come behind others.</summary>
    public int Behind =>
        _found.Count(static found => found.Difference is { Kind: not DifferenceKind.Load, IsBehindAnother: true });

    /// <summary>Adds a difference.</summary>
    public void Add(FoundDifference found) => _found.Add(found);

    /// <summary>Both were in it at once.</summary>
    public void Meet(string scenario, ComparedPoint point)
    {
        _places.Add($"{PlaceOf(point.One)} {PlaceOf(point.Other)}");
        if (_scenarios.Count == 0 || _scenarios[^1] != scenario)
        {
            _scenarios.Add(scenario);
        }
    }

    private static string PlaceOf(ImmutableArray<RoutineCall> calls) =>
        calls is [.., var last]
            ? $"{last.Method?.DeclaringType?.Name}.{last.Method?.Name} {last.Name} {last.Place}"
            : "";

    private ImmutableArray<FoundDifference> Sorted(Func<AutomatonDifference, bool> which) =>
        [.. _found.Where(found => which(found.Difference)).OrderBy(static found => found.Difference.Path.Length)];
}
