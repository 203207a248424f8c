using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Docs.Tests;

/// <summary>Commands, each behind a prompt, and what they print.</summary>
internal static partial class Transcript
{
    /// <summary>What a command begins with.</summary>
    public const string Prompt = "$ ";

    /// <summary>A line that stands for any number of lines.</summary>
    public const string Omission = "...";

    /// <summary>The commands of a block, with the lines that are said to follow each.</summary>
    public static IEnumerable<(ImmutableArray<string> Command, ImmutableArray<string> Output)> Parse(Block block)
    {
        for (var i = 0; i < block.Lines.Length; )
        {
            var end = EndOfCommand(block.Lines, i);
            var next = end;
            while (next < block.Lines.Length && !block.Lines[next].StartsWith(Prompt, StringComparison.Ordinal))
            {
                next++;
            }

            yield return (block.Lines[i..end], block.Lines[end..next]);
            i = next;
        }
    }

    /// <summary>True if a command printed what is written, except for what differs from run to run.</summary>
    public static bool Matches(ReadOnlySpan<string> written, ReadOnlySpan<string> printed)
    {
        if (written.IsEmpty)
        {
            return printed.IsEmpty;
        }

        if (written[0] != Omission)
        {
            return !printed.IsEmpty && IsSame(written[0], printed[0]) && Matches(written[1..], printed[1..]);
        }

        for (var skipped = 0; skipped <= printed.Length; skipped++)
        {
            if (Matches(written[1..], printed[skipped..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What was printed, cut where it was cut before.</summary>
    /// <exception cref="InvalidOperationException">The place of a cut cannot be found again.</exception>
    public static IEnumerable<string> Cut(ImmutableArray<string> written, ImmutableArray<string> printed)
    {
        var pieces = Pieces(written);
        var at = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (i > 0)
            {
                yield return Omission;
                at =
                    piece.Count == 0 ? printed.Length
                    : i == pieces.Count - 1 ? Math.Max(at, printed.Length - piece.Count)
                    : IndexOf(printed, piece[0], at);
            }

            var end = pieces.Count == 1 ? printed.Length : Math.Min(printed.Length, at + piece.Count);
            for (; at < end; at++)
            {
                yield return printed[at];
            }
        }
    }

    private static int IndexOf(ImmutableArray<string> printed, string line, int from)
    {
        while (from < printed.Length && !IsSame(line, printed[from]))
        {
            from++;
        }

        return from < printed.Length
            ? from
            : throw new InvalidOperationException($"'{line}' is printed no more: write by hand what to show instead");
    }

    private static List<List<string>> Pieces(ImmutableArray<string> written)
    {
        var pieces = new List<List<string>> { new() };
        foreach (var line in written)
        {
            if (line == Omission)
            {
                pieces.Add([]);
            }
            else
            {
                pieces[^1].Add(line);
            }
        }

        return pieces;
    }

    // A command goes on behind a backslash, and to the end of its here-document.
    private static int EndOfCommand(ImmutableArray<string> lines, int start)
    {
        var end = start;
        while (lines[end].EndsWith('\\'))
        {
            end++;
        }

        if (HereDocument().Match(lines[end]) is { Success: true } here)
        {
            end = lines.IndexOf(here.Groups[1].Value, end);
        }

        return end + 1;
    }

    // A written line may leave its end out.
    private static bool IsSame(string written, string printed) =>
        written.EndsWith(" " + Omission, StringComparison.Ordinal)
            ? Normal(printed).StartsWith(Normal(written[..^Omission.Length]), StringComparison.Ordinal)
            : Normal(written) == Normal(printed);

    // Times, sizes in memory and rates differ from run to run, and so does the room that is left for them.
    private static string Normal(string line) => Spaces().Replace(Measured().Replace(line.TrimEnd(), "# $2"), " ");

    [GeneratedRegex(@"(\d[\d,]*(?:\.\d+)?) ?(ms|s|min|KiB|MiB|GiB|states/s)\b")]
    private static partial Regex Measured();

    [GeneratedRegex(@"(?<=\S) +|^ +(?=#)")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"<<'?(\w+)'?")]
    private static partial Regex HereDocument();
}
