using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>One case that was checked: a verdict, or why there is none.</summary>
internal sealed record BlobCase
{
    public required string Name { get; init; }

    /// <summary>Null if there is no verdict.</summary>
    public required BlobVerdict? Verdict { get; init; }

    /// <summary>The type of what was thrown; null if there is a verdict.</summary>
    public required string? ErrorType { get; init; }

    /// <summary>Why there is no verdict, in one line; null if there is one.</summary>
    public required string? Error { get; init; }

    /// <summary>What of a kernel tree it has run; null for a kernel by hand.</summary>
    public required BlobText? Text { get; init; }

    public static BlobCase Of(CaseResult result) =>
        new()
        {
            Name = result.Case.Name,
            Verdict = result.Verdict is { } verdict ? BlobVerdict.Of(verdict, result.Findings) : null,
            ErrorType = result.ErrorType,
            Error = result.ErrorLine,
            Text = result.Case.Text is { } use ? BlobText.Of(use) : null,
        };

    /// <summary>The result that it was made of, with every schedule replayed.</summary>
    /// <exception cref="InvalidOperationException">A replay does not show what the blob says, or a function of the tree
    /// is not what it was.</exception>
    public CaseResult ToResult(Case @case)
    {
        if (@case.Code is { } code)
        {
            Text?.NoteIn(code);
        }

        if (Verdict is null)
        {
            return new CaseResult(@case, null, [], new RecordedException(ErrorType ?? "", Error ?? "no verdict"));
        }

        var findings = Verdict.FindingsOf(@case);
        return new CaseResult(@case, Verdict.ToVerdict(findings, Verdict.UnknownOf(@case)), findings, null);
    }
}
