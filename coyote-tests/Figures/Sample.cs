using System.Globalization;

namespace PgmapCheck.Figures;

/// <summary>How long it took until something was violated, with several seeds.</summary>
internal sealed class Sample
{
    private readonly List<(long Executions, TimeSpan Time)> _hits = [];
    private int _tries;

    /// <summary>Adds one seed's; an execution of 0 means that nothing was found.</summary>
    public void Add(long execution, TimeSpan time)
    {
        _tries++;
        if (execution > 0)
        {
            _hits.Add((execution, time));
        }
    }

    /// <summary>Median executions and their range, and the median of milliseconds.</summary>
    public override string ToString()
    {
        if (_hits.Count == 0)
        {
            return "-";
        }

        var executions = _hits.Select(hit => hit.Executions).Order().ToArray();
        var times = _hits.Select(hit => hit.Time.TotalMilliseconds).Order().ToArray();
        var range =
            executions[0] == executions[^1]
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" [{executions[0]:N0}-{executions[^1]:N0}]");
        var share = _hits.Count == _tries ? "" : $", {_hits.Count} of {_tries}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{executions[executions.Length / 2]:N0}{range}, {times[times.Length / 2]:0.0} ms{share}"
        );
    }
}
