namespace PgmapCheck.BrowserTests;

/// <summary>All tests share one browser and one set of reports.</summary>
[CollectionDefinition(Name)]
public sealed class InBrowser : ICollectionFixture<Browser>, ICollectionFixture<ReportFiles>
{
    public const string Name = "browser";
}
