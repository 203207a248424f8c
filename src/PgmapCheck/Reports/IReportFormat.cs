namespace PgmapCheck.Reports;

/// <summary>One way to write a run down.</summary>
/// <typeparam name="TReport">What a run found.</typeparam>
internal interface IReportFormat<in TReport>
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>True if it may be asked for without a file, because what reads it reads the standard output.</summary>
    bool IsForStandardOutput => false;

    /// <summary>The report's text. It holds no dates: the same run gives the same text, but for the time it
    /// took.</summary>
    string Write(TReport report);

    /// <summary>What a CI job's summary gets besides, in at most so many bytes where that is possible; null for
    /// nothing.</summary>
    string? SummaryOf(TReport report, long usedBytes) => null;
}

/// <summary>What a run found, which formats write down.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IReport<out TSelf>
{
    /// <summary>How the run ends.</summary>
    ExitCode ExitCode { get; }

    /// <summary>The same of a run that ends in another way, because a report could not be written.</summary>
    TSelf EndingWith(ExitCode exitCode);
}

/// <summary>Where reports can go besides files.</summary>
internal static class ReportPlace
{
    /// <summary>As a file, the standard output: nothing else is then printed there.</summary>
    public const string Standard = "-";
}

/// <summary>A report that a command line asks for.</summary>
/// <param name="Format">The format.</param>
/// <param name="Path">The file; null for the standard output.</param>
/// <typeparam name="TReport">What it is a report of.</typeparam>
internal sealed record ReportRequest<TReport>(IReportFormat<TReport> Format, string? Path);
