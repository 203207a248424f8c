namespace PgmapCheck.Model.Protocol.BreakLayouts;

/// <summary>v4.19 (e25ff835af89, b1f382178d15): looks again as long as there is a busy page.</summary>
public sealed class RetryWhileBusy : BreakLayoutsForm
{
    /// <inheritdoc/>
    protected override bool LooksAgain(bool slept) => true;
}
