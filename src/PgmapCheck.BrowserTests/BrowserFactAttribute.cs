namespace PgmapCheck.BrowserTests;

/// <summary>A test that is skipped, and says so, where there is no browser to run it in.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.WhyMissing;
}
