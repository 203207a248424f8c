namespace PgmapCheck.Reports;

/// <summary>A report that a command line asks for.</summary>
/// <param name="Format">The format.</param>
/// <param name="Path">The file; null for the standard output.</param>
/// <typeparam name="TReport">What it is a report of.</typeparam>
internal sealed record ReportRequest<TReport>(IReportFormat<TReport> Format, string? Path);
