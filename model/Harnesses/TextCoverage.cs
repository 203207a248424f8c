using System.Collections.Immutable;

namespace PgmapCheck.Model.Harnesses;

/// <summary>Which lines were reached of the tree's functions that ran: a proof says nothing about the others.</summary>
/// <param name="All">Lines that have an instruction.</param>
/// <param name="Reached">Lines of them that a thread got to.</param>
/// <param name="Missed">The others, as <c>file:line</c>.</param>
public sealed record TextCoverage(int All, int Reached, ImmutableArray<string> Missed)
{
    /// <summary>What searches of a harness reached so far.</summary>
    public static TextCoverage Of(HarnessText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new SortedDictionary<(string File, int Line), bool>();
        foreach (var function in text.Functions)
        {
            for (var i = 0; i < function.Code.Length; i++)
            {
                var place = function.Code[i].Location.Place;
                if (place.Line > 0)
                {
                    var line = (place.File, place.Line);
                    lines[line] = lines.GetValueOrDefault(line) || text.Code.Use.HasReached(function, i);
                }
            }
        }

        return new(
            lines.Count,
            lines.Values.Count(reached => reached),
            [.. lines.Where(l => !l.Value).Select(l => $"{l.Key.File}:{l.Key.Line}")]
        );
    }
}
