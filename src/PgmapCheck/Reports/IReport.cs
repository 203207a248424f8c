namespace PgmapCheck.Reports;

/// <summary>What a run found, which formats write down.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IReport<out TSelf>
{
    /// <summary>How the run ends.</summary>
    ExitCode ExitCode { get; }

    /// <summary>The same of a run that ends in another way, because a report could not be written.</summary>
    TSelf EndingWith(ExitCode exitCode);
}
