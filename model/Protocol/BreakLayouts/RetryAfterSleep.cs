namespace PgmapCheck.Model.Protocol.BreakLayouts;

/// <summary>
/// v4.18 (69eb5fa10eb2, 430657b6be89): looks again only if it slept. A page that became idle between the scan and the
/// wait ends the search for others.
/// </summary>
public sealed class RetryAfterSleep : BreakLayoutsForm
{
    /// <inheritdoc/>
    protected override bool LooksAgain(bool slept) => slept;
}
