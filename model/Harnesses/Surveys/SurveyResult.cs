using System.Collections.Immutable;

namespace PgmapCheck.Model.Harnesses.Surveys;

/// <summary>What a survey has found.</summary>
/// <param name="Functions">Those that are counted first, then those that they call in headers and other files.</param>
/// <param name="Counted">How many are counted.</param>
/// <param name="Unparsed">Definitions whose heads do not parse, so that nobody knows their names; counted, too.</param>
/// <param name="IsCut">It was ended before all were looked at.</param>
public sealed record SurveyResult(ImmutableArray<SurveyedFunction> Functions, int Counted, int Unparsed, bool IsCut)
{
    private readonly Lazy<(bool[] IsBlocked, ImmutableArray<NameInTheWay> Names)> _blocks = new(() =>
        Blocks(Functions, Counted)
    );

    /// <summary>All functions.</summary>
    public SurveyedFolder Whole =>
        Row("all", _ => true) is var row ? row with { Functions = row.Functions + Unparsed } : null!;

    /// <summary>By folder, in order.</summary>
    public IEnumerable<SurveyedFolder> By(IEnumerable<string> paths) =>
        paths.Select(path =>
            Row(path, file => file == path || file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))
        );

    /// <summary>What keeps functions from being followed, most wanted first.</summary>
    public ImmutableArray<NameInTheWay> InTheWay => _blocks.Value.Names;

    /// <summary>Whether a function can be followed to the end.</summary>
    public bool IsFollowed(int function) => !_blocks.Value.IsBlocked[function];

    private SurveyedFolder Row(string folder, Func<string, bool> isIn)
    {
        var (functions, parse, lower, followed) = (0, 0, 0, 0);
        for (var i = 0; i < Counted; i++)
        {
            if (!isIn(Functions[i].Symbol.File))
            {
                continue;
            }

            functions++;
            parse += Functions[i].Parses ? 1 : 0;
            lower += Functions[i].Lowers ? 1 : 0;
            followed += IsFollowed(i) ? 1 : 0;
        }

        return new(folder, functions, parse, lower, followed);
    }

    // From each name back to all who get to it.
    private static (bool[], ImmutableArray<NameInTheWay>) Blocks(
        ImmutableArray<SurveyedFunction> functions,
        int counted
    )
    {
        var callers = new List<int>[functions.Length];
        var named = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < functions.Length; i++)
        {
            foreach (var callee in functions[i].Callees)
            {
                (callers[callee] ??= []).Add(i);
            }

            foreach (var name in functions[i].InTheWay)
            {
                (named.TryGetValue(name, out var list) ? list : named[name] = []).Add(i);
            }
        }

        var (seen, howMany, only) = (
            new int[functions.Length],
            new int[functions.Length],
            new string[functions.Length]
        );
        var (round, counts) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (name, list) in named)
        {
            round++;
            var work = new Stack<int>(list);
            while (work.TryPop(out var function))
            {
                if (seen[function] == round)
                {
                    continue;
                }

                seen[function] = round;
                howMany[function]++;
                only[function] = name;
                counts[name] = counts.GetValueOrDefault(name) + (function < counted ? 1 : 0);
                foreach (var caller in callers[function] ?? [])
                {
                    work.Push(caller);
                }
            }
        }

        var alone = Enumerable
            .Range(0, counted)
            .Where(i => howMany[i] == 1)
            .GroupBy(i => only[i])
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return (
            [.. howMany.Select(n => n > 0)],
            [
                .. counts
                    .Where(c => c.Value > 0)
                    .Select(c => new NameInTheWay(c.Key, c.Value, alone.GetValueOrDefault(c.Key)))
                    .OrderByDescending(n => n.Functions)
                    .ThenBy(n => n.Name, StringComparer.Ordinal),
            ]
        );
    }
}
