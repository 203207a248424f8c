namespace PgmapCheck.Properties.Tests;

/// <summary>A fact about the kept traces; skipped where the repository has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithTracesAttribute : FactAttribute
{
    /// <summary>Creates the attribute.</summary>
    public FactWithTracesAttribute()
    {
        if (SourceFolder.Traces().Count == 0)
        {
            Skip = "there are no traces";
        }
    }
}
